// The bench, better with a script: the slider moves now, fields answer as they change,
// findings stand beside the line, a link holds everything. Nothing is kept anywhere.

import { openLink, copyLink } from './link.js';
import { watchEditor } from './editor.js';
import { swap } from './swap.js';
import { watchRegions } from './regions.js';

const PAUSE_MS = 250;
let asked = null;

const form = () => document.querySelector('#bench');

/** Sends the form and puts what comes back in its place. `parts` are ids; none: the whole form. */
export async function ask(parts, extra = {}) {
  asked?.abort();
  asked = new AbortController();
  const body = new URLSearchParams(new FormData(form()));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  const answer = document.querySelector('#answer');
  answer?.classList.add('busy');
  try {
    const response = await fetch(form().action, { method: 'POST', body, signal: asked.signal });
    swap(await response.text(), parts);
    ready();
  } catch (trouble) {
    if (trouble.name !== 'AbortError') answer?.classList.remove('busy');
  }
}

// The slider.

function slide() {
  const reach = document.querySelector('#reach');
  if (!reach) return;
  reach.hidden = false;
  const range = document.querySelector('#slide');
  range.value = reach.dataset.at;
  tellMoment(range);
}

function tellMoment(range) {
  const lang = document.documentElement.lang;
  const zone = document.querySelector('#reach').dataset.zone;
  const style = { timeZone: zone, month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  range.setAttribute('aria-valuetext', new Intl.DateTimeFormat(lang, style).format(new Date(range.value * 1000)));
}

/** The date and clock of a moment in the zone of the rules, as a field holds them. */
function local(seconds, zone) {
  const style = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const parts = new Intl.DateTimeFormat('en-CA', style).formatToParts(new Date(seconds * 1000));
  const of = (type) => parts.find((part) => part.type === type).value;
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

let sliding = 0;
document.addEventListener('input', (event) => {
  if (event.target.id !== 'slide') return;
  document.querySelector('#at').value = local(event.target.value, document.querySelector('#reach').dataset.zone);
  tellMoment(event.target);
  cancelAnimationFrame(sliding);
  sliding = requestAnimationFrame(() => ask(['answer', 'reasons', 'next']));
});

// Everything else that changes.

let pause = 0;
document.addEventListener('change', (event) => {
  const field = event.target;
  if (!field.closest('#bench') || !field.name || ['slide', 'add', 'json'].includes(field.id)) return;
  if (field.id === 'toml') return;
  clearTimeout(pause);
  pause = setTimeout(() => ask(field.id === 'at' ? ['answer', 'reasons', 'next', 'reach'] : null), PAUSE_MS);
});

// Buttons that stay on this page need no new page.
document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (event.target.id !== 'bench' || button?.hasAttribute('formaction')) return;
  event.preventDefault();
  ask(null, button?.name ? { [button.name]: button.value } : {});
});

document.addEventListener('click', (event) => {
  if (event.target.closest('#link')) copyLink(form(), event.target.closest('#link'));
});

// What was typed in a region's field is told by name once it is whole: the answer brings the name.
function ready() {
  slide();
  const link = document.querySelector('#link');
  if (link) link.hidden = false;
  watchEditor(form(), () => ask(null));
}

watchRegions(() => form().action);
addEventListener('hashchange', () => openLink(ask));
ready();
openLink(ask);
