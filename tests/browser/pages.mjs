// Every page a person can reach, in each state that looks different. A test compares the paths
// with the routes of mingma-web (`crates/mingma-web/src/lib.rs`), so that no page stays untested.
//
// `name` (of the test and the picture), `method`, `path` (without language), for POST `form`
// (fields as a browser without JavaScript would send them), `status` when it is not 200. The
// language is added as `lang=zh` or `lang=en`.

import { readFileSync, readdirSync } from 'node:fs';

/** @typedef {{ name: string, method: 'GET' | 'POST', path: string, form?: Record<string, string>, status?: number }} Page */

const root = new URL('../../', import.meta.url);
const text = (path) => readFileSync(new URL(path, root), 'utf8');
const stems = (folder, ending) =>
  readdirSync(new URL(folder, root)).filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length)).sort();

/** The ready persons, and the packs that ship: each has a page, a new one too. */
const PEOPLE = stems('crates/mingma-web/people/', '.json');
const PACKS = [...stems('rules/', '.toml'), ...stems('profiles/school-exclusion/rules/', '.toml')];

const person = (id) => text(`crates/mingma-web/people/${id}.json`);
const tried = (id, packs, at) => ({ source: 'json', json: person(id), packs, at });
const FAULTY_PACK = text('rules/hebei-2022-10.toml').replace('lapse = ', 'relapse = ').replace(' zh = ', ' cn = ');

/** @type {Page[]} */
export const PAGES = [
  { name: 'front', method: 'GET', path: '/' },
  { name: 'bench', method: 'GET', path: '/try' },
  { name: 'bench-own', method: 'GET', path: '/try?person=own' },
  ...PEOPLE.map((id) => ({ name: `bench-${id}`, method: 'GET', path: `/try?person=${id}` })),
  { name: 'bench-two-packs', method: 'GET', path: '/try?person=contact&packs=hebei-2022-10&b=fujian-2022-08' },
  { name: 'bench-as-if', method: 'POST', path: '/try', form: { ...tried('arrival', 'henan-2022-03', '2022-06-19T12:00'), as_if: 'on' } },
  { name: 'bench-not-covered', method: 'POST', path: '/try', form: tried('pupil', 'cn', '2026-11-18T08:00') },
  { name: 'bench-broken-json', method: 'POST', path: '/try', form: { source: 'json', json: '[{"id": "e-1", "kind": "rumour"', packs: 'cn', at: '2022-06-19T12:00' } },
  { name: 'bench-faulty-pack', method: 'POST', path: '/try', form: { ...tried('contact', 'own', '2022-11-08T14:05'), toml: FAULTY_PACK } },
  { name: 'letter-contact', method: 'POST', path: '/try/letter', form: tried('contact', 'cn', '2022-11-08T14:05') },
  { name: 'letter-depositor', method: 'POST', path: '/try/letter', form: tried('depositor', 'cn', '2022-06-13T10:00') },
  { name: 'letter-pupil', method: 'POST', path: '/try/letter', form: tried('pupil', 'school-exclusion', '2026-11-18T08:00') },
  { name: 'register', method: 'GET', path: '/try/register' },
  { name: 'register-june', method: 'GET', path: '/try/register?sample=june-2022' },
  { name: 'register-mixed', method: 'GET', path: '/try/register?sample=mixed' },
  { name: 'rules', method: 'GET', path: '/rules' },
  ...PACKS.map((id) => ({ name: `rules-${id}`, method: 'GET', path: `/rules/${id}` })),
  { name: 'about', method: 'GET', path: '/about' },
  { name: 'missing', method: 'GET', path: '/no-such-page', status: 404 },
];

/** Routes that answer with data, a part of a page or a file, not with a page. */
export const NOT_PAGES = ['/try/check', '/try/derive.json', '/try/register.json', '/assets/{edition}/{*name}'];

export const LANGUAGES = ['zh', 'en'];
export const WIDTHS = [360, 768, 1280];

/** The address of a page in a language, below the server's origin. */
export function address(origin, page, lang) {
  const url = new URL(page.path, origin);
  url.searchParams.set('lang', lang);
  return url.href;
}
