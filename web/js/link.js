// A link that holds everything behind its #, which a browser sends to no server.

const HOLDS = ['packs', 'b', 'at', 'as_if', 'toml', 'person'];

/** Everything of the form that makes the answer, as base64url of JSON. */
function packed(form) {
  const data = new FormData(form);
  const held = {};
  for (const name of HOLDS) if (data.get(name)) held[name] = data.get(name);
  const own = data.get('packs') === 'own' || data.get('b') === 'own';
  if (!own) delete held.toml;
  held.items = items(data);
  const bytes = new TextEncoder().encode(JSON.stringify(held));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The fields of each item as they stand. */
function items(data) {
  const rows = [];
  for (const [name, value] of data) {
    const [, number, word] = name.match(/^e(\d+)\.(.+)$/) ?? [];
    if (number !== undefined && value !== '') (rows[Number(number)] ??= []).push([word, value]);
  }
  return rows.filter(Boolean);
}

export async function copyLink(form, button) {
  const url = new URL(location.pathname, location.origin);
  url.searchParams.set('lang', new URL(form.action).searchParams.get('lang') ?? 'zh');
  url.hash = packed(form);
  history.replaceState(null, '', url);
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(url.href);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 2000);
  } catch {
    // The address bar holds the link now.
  }
}

/** Opens what stands behind the #, if it is a link of ours. */
export async function openLink(ask) {
  const held = unpacked(location.hash.slice(1));
  if (!held) return;
  const form = document.querySelector('#bench');
  for (const field of [...form.elements]) if (/^e\d+\./.test(field.name)) field.disabled = true;
  const extra = {};
  for (const name of HOLDS) extra[name] = held[name] ?? '';
  if (!held.as_if) {
    delete extra.as_if;
    for (const box of form.querySelectorAll('[name=as_if]')) box.checked = false;
  }
  held.items.forEach((item, number) => {
    for (const [word, value] of item) extra[`e${number}.${word}`] = value;
  });
  await ask(null, extra);
}

function unpacked(text) {
  if (text.length < 8 || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const held = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const rows = Array.isArray(held.items) && held.items.every((item) => Array.isArray(item) && item.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string')));
    return rows ? held : null;
  } catch {
    return null;
  }
}
