// A region's field offers codes for a name as one types; the code is what is sent.

const PAUSE_MS = 200;
let asked = null;
let pause = 0;

export function watchRegions(action) {
  document.addEventListener('input', ({ target }) => {
    if (!target.matches?.('[data-region]')) return;
    clearTimeout(pause);
    pause = setTimeout(() => offer(target, action()), PAUSE_MS);
  });
}

async function offer(field, action) {
  const text = field.value.trim();
  if (text.length < 1 || /^\d{6}$/.test(text)) return;
  asked?.abort();
  asked = new AbortController();
  const url = new URL('/try/regions', action);
  url.search = new URL(action).search;
  url.searchParams.set('q', text);
  try {
    const response = await fetch(url, { signal: asked.signal });
    show(field, await response.json());
  } catch (trouble) {
    if (trouble.name !== 'AbortError') throw trouble;
  }
}

function show(field, offers) {
  const list = document.querySelector('#regions') ?? document.body.appendChild(Object.assign(document.createElement('datalist'), { id: 'regions' }));
  list.replaceChildren(...offers.map(({ code, name }) => Object.assign(document.createElement('option'), { value: code, label: `${name} ${code}`, textContent: name })));
  field.setAttribute('list', 'regions');
}
