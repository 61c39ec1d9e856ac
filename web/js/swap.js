// Puts parts of an answered page in place of those that stand, keeping focus, scroll and what was folded open.

/** `parts` are ids; none: the whole of `main`. */
export function swap(html, parts) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const ids = parts ?? ['main'];
  for (const id of ids) {
    const old = document.getElementById(id);
    const next = fresh.getElementById(id);
    if (!old || !next) continue;
    const kept = remember(old);
    old.replaceWith(document.adoptNode(next));
    restore(document.getElementById(id), kept);
  }
}

function remember(root) {
  const folds = [...root.querySelectorAll('details')].map((fold) => [key(fold), fold.open]);
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const scrolls = [...root.querySelectorAll('textarea, .people')].map((box) => [box.id || box.className, box.scrollTop, box.scrollLeft]);
  return {
    folds: new Map(folds),
    scrolls: new Map(scrolls.map(([name, top, left]) => [name, [top, left]])),
    focus: active && { id: active.id, start: readable(active, 'selectionStart'), end: readable(active, 'selectionEnd') },
  };
}

function readable(field, name) {
  try {
    return field[name];
  } catch {
    return null;
  }
}

/** A fold is told apart by its question and its place among folds of the same question. */
function key(fold) {
  const text = fold.querySelector('summary')?.firstChild?.textContent.trim() ?? '';
  const within = fold.querySelector('input[name$=".id"]')?.value ?? '';
  return `${fold.className}|${text}|${within}`;
}

function restore(root, { folds, scrolls, focus }) {
  for (const fold of root.querySelectorAll('details')) {
    const was = folds.get(key(fold));
    // What holds a fault opens by itself.
    if (was !== undefined && !(fold.open && fold.querySelector('.bad, [aria-invalid]'))) fold.open = was;
  }
  for (const box of root.querySelectorAll('textarea, .people')) {
    const [top, left] = scrolls.get(box.id || box.className) ?? [0, 0];
    box.scrollTop = top;
    box.scrollLeft = left;
  }
  if (!focus?.id) return;
  const field = document.getElementById(focus.id);
  field?.focus({ preventScroll: true });
  if (field && focus.start !== null && focus.start !== undefined) {
    try {
      field.setSelectionRange(focus.start, focus.end);
    } catch {
      // A field of dates has no selection.
    }
  }
}
