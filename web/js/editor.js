// The pack's editor: line numbers, findings as one types.

const PAUSE_MS = 300;
let asked = null;
let pause = 0;

/** Watches the editor of this form; `tried` is called when its pack should be tried again. */
export function watchEditor(form, tried) {
  const text = form?.querySelector('#toml');
  if (!text || text.dataset.watched) return;
  text.dataset.watched = 'yes';
  const gutter = form.querySelector('.gutter');
  const draw = () => {
    numbers(gutter, text, faulty(form));
    align(form, text);
  };
  draw();
  text.addEventListener('scroll', () => {
    gutter.scrollTop = text.scrollTop;
    align(form, text);
  });
  new ResizeObserver(() => align(form, text)).observe(text);
  text.addEventListener('input', () => {
    chooseOwn(form);
    draw();
    clearTimeout(pause);
    pause = setTimeout(async () => {
      await check(form, text);
      draw();
    }, PAUSE_MS);
  });
  text.addEventListener('blur', () => {
    if (text.value !== text.defaultValue) tried();
  });
}

function chooseOwn(form) {
  const packs = form.querySelector('#packs');
  if (packs.value !== 'own' && form.querySelector('#b').value !== 'own') packs.value = 'own';
}

async function check(form, text) {
  asked?.abort();
  asked = new AbortController();
  const url = new URL('/try/check', form.action);
  url.search = new URL(form.action).search;
  try {
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ toml: text.value }), signal: asked.signal });
    if (!response.ok) return;
    const found = new DOMParser().parseFromString(await response.text(), 'text/html');
    form.querySelector('#findings').replaceChildren(...found.body.childNodes);
    text.toggleAttribute('aria-invalid', form.querySelector('#findings .fault:not(.note, .warning)') !== null);
  } catch (trouble) {
    if (trouble.name !== 'AbortError') throw trouble;
  }
}

/** Lines with a finding. */
function faulty(form) {
  return new Set([...form.querySelectorAll('#findings [data-line]')].map((found) => Number(found.dataset.line)));
}

function numbers(gutter, text, marked) {
  const count = text.value.split('\n').length;
  gutter.replaceChildren();
  for (let line = 1; line <= count; line += 1) {
    const number = document.createElement(marked.has(line) ? 'b' : 'span');
    number.textContent = line;
    gutter.append(number, '\n');
  }
  gutter.scrollTop = text.scrollTop;
}

/** Puts each finding beside its line where there is room for a column, none upon another. */
function align(form, text) {
  const findings = form.querySelector('#findings');
  const items = [...findings.querySelectorAll('[data-line]')];
  const wide = matchMedia('(min-width: 1024px)').matches && items.length > 0;
  findings.classList.toggle('aligned', wide);
  if (!wide) {
    for (const item of items) item.style.top = '';
    findings.style.minHeight = '';
    return;
  }
  const high = Number.parseFloat(getComputedStyle(text).lineHeight);
  const status = findings.querySelector('[role=status]');
  let free = status ? status.offsetHeight + 4 : 0;
  for (const item of items) {
    const beside = 8 + (item.dataset.line - 1) * high - text.scrollTop;
    const top = Math.max(free, beside);
    item.style.top = `${top}px`;
    free = top + item.offsetHeight + 8;
  }
  findings.style.minHeight = `${free}px`;
}
