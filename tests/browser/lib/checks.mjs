// What must hold on every page. Each check answers with a list of findings, empty when it holds;
// checks.test.mjs shows that each one finds its fault.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = new Set(['serious', 'critical']);

/** Serious and critical findings of axe-core, the same rules in every language. */
export async function accessibility(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => SERIOUS.has(impact))
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.target.join(' ')}`));
}

/** Elements that stand out of the window to the right, outside boxes that scroll by themselves. */
export function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => element && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement))
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ends at ${Math.round(element.getBoundingClientRect().right)} of ${width} px`);
    return wide.length > 0 ? wide.slice(0, 5) : [`the page is ${document.documentElement.scrollWidth} px wide in ${width}`];
  });
}

/**
 * Text in the wrong language: Han characters on an English page outside `lang="zh…"`, or, on a
 * Chinese page, five Latin words in a row outside `lang="en"` and code. Attributes that are read
 * aloud count as text, but cannot say which of their words are a name: there, most of the letters
 * must be of the language. The root must name the language.
 */
export function language(page, lang) {
  return page.evaluate((lang) => {
    const found = [];
    const root = document.documentElement.lang;
    if (!root.startsWith(lang)) found.push(`html has lang="${root}", not ${lang}`);
    const foreign = lang === 'en' ? /\p{Script=Han}/u : /(?:[A-Za-z][A-Za-z'’-]*\s+){4,}[A-Za-z]/;
    const skipped = 'script, style, code, pre, kbd, samp, textarea, input, template';
    const judge = (element, text, where) => {
      const own = element.closest('[lang]')?.getAttribute('lang') ?? '';
      if (!own.startsWith(lang) || !foreign.test(text)) return;
      found.push(`not ${lang}, ${where}: ${text.trim().slice(0, 60)}`);
    };
    const mostlyForeign = (text) => {
      const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
      const latin = text.match(/[A-Za-z]/g)?.length ?? 0;
      return lang === 'en' ? han > latin : latin > 4 * han;
    };
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent && !parent.closest(skipped)) judge(parent, node.data, parent.tagName.toLowerCase());
    }
    for (const element of document.querySelectorAll('[alt], [title], [aria-label], [placeholder]')) {
      for (const name of ['alt', 'title', 'aria-label', 'placeholder']) {
        const value = element.getAttribute(name);
        if (value && mostlyForeign(value)) judge(element, value, `@${name}`);
      }
    }
    return found;
  }, lang);
}

/** Marks that a template was not filled in. */
export function leftovers(page) {
  return page.evaluate(() => {
    const text = [document.title, document.body.innerText].join('\n');
    const marks = text.match(/\{[a-z_.]+\}|\bundefined\b|\bNaN\b|\[object \w+\]|\bSome\(/g) ?? [];
    const untitled = document.title.trim() === '' ? ['no title'] : [];
    return [...marks.map((mark) => `left over: ${mark}`), ...untitled];
  });
}

/** The bones of a page, which must be the same in every language: a missing text shows as a missing bone. */
export function skeleton(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, h3, h4, label, button, a[href], input, select, textarea, th, dt, summary, figure, figcaption, legend')]
      .filter((element) => !element.closest('[data-language-switch]'))
      .map((element) => element.tagName.toLowerCase() + (element.textContent.trim() === '' && !['INPUT', 'SELECT', 'TEXTAREA'].includes(element.tagName) && !element.getAttribute('aria-label') ? ' (empty)' : '')),
  );
}

/** Headers of an answer: a policy that allows nothing foreign and nothing inline, no cookie. */
export async function headers(answer) {
  const all = await answer.allHeaders();
  const found = policy(all['content-security-policy'] ?? '');
  if (all['x-content-type-options'] !== 'nosniff') found.push('x-content-type-options is not nosniff');
  if (!/^(no-referrer|same-origin)$/.test(all['referrer-policy'] ?? '')) found.push('referrer-policy is not no-referrer or same-origin');
  if ('set-cookie' in all) found.push('a cookie is set');
  return found;
}

const REQUIRED = { 'default-src': ["'none'", "'self'"], 'base-uri': ["'none'"], 'form-action': ["'self'"], 'frame-ancestors': ["'none'"] };
const ALLOWED_SOURCES = /^('none'|'self'|data:|blob:|'sha(256|384|512)-[A-Za-z0-9+/=]+'|'nonce-[A-Za-z0-9+/=_-]+')$/;

function policy(text) {
  const directives = new Map(text.split(';').map((part) => part.trim().split(/\s+/)).filter(([name]) => name).map(([name, ...values]) => [name, values]));
  const found = Object.entries(REQUIRED)
    .filter(([name, values]) => !values.includes((directives.get(name) ?? []).join(' ')))
    .map(([name]) => `content-security-policy: ${name} is ${(directives.get(name) ?? ['absent']).join(' ')}`);
  for (const [name, values] of directives) {
    if (!name.endsWith('-src')) continue;
    for (const value of values) {
      if (!ALLOWED_SOURCES.test(value) || (value === 'data:' && name !== 'img-src')) found.push(`content-security-policy: ${name} allows ${value}`);
    }
  }
  return found;
}

/** On paper: black on white, nothing to press, nothing cut off at the width of A4. Call with print media emulated. */
export function paper(page) {
  return page.evaluate(() => {
    const found = [];
    const seen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
    for (const element of document.querySelectorAll('button, input, select, textarea, nav')) {
      if (seen(element)) found.push(`on paper nobody can press: ${element.tagName.toLowerCase()}`);
    }
    const light = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const [r, g, b, a = 1] = light(getComputedStyle(document.body).backgroundColor);
    if (a > 0 && Math.min(r, g, b) < 250) found.push(`the paper is not white: rgb(${r} ${g} ${b})`);
    const ink = light(getComputedStyle(document.querySelector('main') ?? document.body).color);
    if (Math.max(...ink.slice(0, 3)) > 60) found.push(`the ink is not black: ${ink}`);
    const size = Number.parseFloat(getComputedStyle(document.querySelector('main p') ?? document.body).fontSize);
    if (Math.abs(size - 16) > 0.5) found.push(`a paragraph is ${size} px, not 12 pt`);
    return found;
  });
}
