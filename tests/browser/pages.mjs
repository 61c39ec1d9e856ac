// Every page a person can reach, in each state that looks different: the samples of mingma-web
// (`crates/mingma-web/src/samples.rs`), one a line. A test there compares the two, and the samples
// with the routes, so that no page stays untested.
//
// `name` (of the test and the picture), `method`, `path` (without language), for POST `form`
// (fields as a browser without JavaScript would send them), `status` when it is not 200. The
// language is added as `lang=zh` or `lang=en`.

import { readdirSync } from 'node:fs';

/** @typedef {{ name: string, method: 'GET' | 'POST', path: string, form?: Record<string, string>, status?: number }} Page */

/** The packs that ship: each has a page, a new one too. */
export const PACKS = ['rules/', 'profiles/school-exclusion/rules/']
  .flatMap((folder) => readdirSync(new URL(`../../${folder}`, import.meta.url)))
  .filter((name) => name.endsWith('.toml'))
  .map((name) => name.slice(0, -'.toml'.length));

// What somebody typed: the same texts as in samples.rs of mingma-web.
const ARRIVAL = '[{"id":"a-1","kind":"arrival","resident":"r-1","region":"410105","observed_at":"2022-06-18T15:00:00+08:00","origin_region":"310104","arrived_at":"2022-06-18T14:20:00+08:00"}]';
const BROKEN = '[{"id":"a-1","kind":"depositor","resident":"r-1","region":"410105","observed_at":"2022-06-18T15:00:00+08:00"},\n {"id":"a-2","kind":"isolation_end","resident":"r-1","region":"410105","observed_at":"2022-06-18T15:00:00+08:00","ended_at":"2022-06-19T15:00:00+08:00"}]';
const WRONG_PACK = '[pack]\nid = "mine"\nregion = "41"\nfrom = 2022-06-01T00:00:00+08:00\nto = 2022-07-01T00:00:00+08:00\nissuer = "me"\nsource = "mine"\ntitle = { zh = "我的" }\n\n[[rule]]\nid = "him"\non = "arrival"\nwhere = { name = "x" }\nphases = [ { colour = "red", until = { after = "7d" } } ]\nreason = { zh = "因为", en = "because" }\n';
const GOOD_PACK = '[pack]\nid = "mine"\nregion = "41"\nfrom = 2022-06-01T00:00:00+08:00\nto = 2022-07-01T00:00:00+08:00\nissuer = "me"\nsource = "mine"\ntitle = { zh = "我的规则", en = "My rules" }\n\n[[rule]]\nid = "arrival"\non = "arrival"\nphases = [ { colour = "yellow", until = { after = "3d" } } ]\nlapse = "4d"\nreason = { zh = "到达三天", en = "three days after arrival" }\n';

/** @type {Page[]} */
export const PAGES = [
  { name: 'front', method: 'GET', path: '/' },
  { name: 'about', method: 'GET', path: '/about' },
  { name: 'rules', method: 'GET', path: '/rules' },
  { name: 'rule', method: 'GET', path: '/rules/henan-2022-03' },
  { name: 'rule-longest', method: 'GET', path: '/rules/ninth-2022-06' },
  { name: 'rule-narrower', method: 'GET', path: '/rules/sichuan-2022-04' },
  { name: 'rule-school', method: 'GET', path: '/rules/measles-2026-11' },
  { name: 'rule-missing', method: 'GET', path: '/rules/none', status: 404 },
  { name: 'missing', method: 'GET', path: '/nowhere', status: 404 },
  { name: 'bench', method: 'GET', path: '/try' },
  { name: 'bench-arrival', method: 'GET', path: '/try?person=arrival' },
  { name: 'bench-depositor', method: 'GET', path: '/try?person=depositor' },
  { name: 'bench-patient', method: 'GET', path: '/try?person=patient' },
  { name: 'bench-pool', method: 'GET', path: '/try?person=pool' },
  { name: 'bench-flagged', method: 'GET', path: '/try?person=flagged' },
  { name: 'bench-traveller', method: 'GET', path: '/try?person=traveller' },
  { name: 'bench-resident', method: 'GET', path: '/try?person=resident' },
  { name: 'bench-corrected', method: 'GET', path: '/try?person=corrected' },
  { name: 'bench-corrected-after', method: 'GET', path: '/try?person=corrected&at=2022-07-24T09:00' },
  { name: 'bench-pupil', method: 'GET', path: '/try?person=pupil' },
  { name: 'bench-blank', method: 'GET', path: '/try?person=own' },
  { name: 'bench-yellow', method: 'GET', path: '/try?person=contact&at=2022-11-12T09:00' },
  { name: 'bench-two', method: 'GET', path: '/try?person=contact&packs=ninth-2022-06&b=national-2021-05-c&as_if=on' },
  { name: 'bench-not-covered', method: 'GET', path: '/try?person=arrival&packs=hebei-2022-10' },
  { name: 'bench-as-if', method: 'GET', path: '/try?person=contact&packs=sichuan-2022-04&as_if=on' },
  { name: 'bench-no-moment', method: 'GET', path: '/try?person=arrival&at=yesterday' },
  { name: 'bench-own-pack', method: 'GET', path: '/try?person=arrival&packs=own&from=henan-2022-03' },
  { name: 'bench-typed', method: 'POST', path: '/try', form: { packs: 'cn', at: '2022-06-19T10:00', source: 'json', json: ARRIVAL } },
  { name: 'bench-typed-pack', method: 'POST', path: '/try', form: { packs: 'own', toml: GOOD_PACK, at: '2022-06-19T10:00', source: 'json', json: ARRIVAL } },
  { name: 'bench-wrong-pack', method: 'POST', path: '/try', form: { packs: 'own', toml: WRONG_PACK, at: '2022-06-19T10:00', source: 'json', json: ARRIVAL } },
  { name: 'bench-wrong-json', method: 'POST', path: '/try', form: { packs: 'cn', at: '2022-06-19T10:00', source: 'json', json: BROKEN } },
  { name: 'bench-wrong-field', method: 'POST', path: '/try', form: { packs: 'cn', at: '2022-06-19T10:00', 'e0.kind': 'close_contact', 'e0.id': 'c-1', 'e0.resident': 'r-1', 'e0.region': '999999', 'e0.observed_at': '2022-06-18T10:00', 'e0.case': 'a case', 'e0.last_contact_at': '2022-06-19T10:00' } },
  { name: 'bench-added', method: 'POST', path: '/try', form: { packs: 'cn', at: '2022-06-19T10:00', do: 'add', add: 'self_declaration' } },
  { name: 'letter', method: 'POST', path: '/try/letter', form: { packs: 'cn', at: '2022-06-19T10:00', source: 'json', json: ARRIVAL } },
  { name: 'letter-green', method: 'POST', path: '/try/letter', form: { packs: 'cn', at: '2022-06-19T10:00', source: 'json', json: '[]' } },
  { name: 'letter-as-if', method: 'POST', path: '/try/letter', form: { packs: 'henan-2022-03', as_if: 'on', at: '2022-06-19T10:00', source: 'json', json: ARRIVAL } },
  { name: 'unwritten', method: 'POST', path: '/try/letter', form: { packs: 'cn', at: 'never', source: 'json', json: ARRIVAL } },
  { name: 'register', method: 'GET', path: '/try/register' },
  { name: 'register-june', method: 'GET', path: '/try/register?sample=june-2022' },
  { name: 'register-june-forwarded', method: 'GET', path: '/try/register?sample=june-2022&channel=forwarded_scan&page=2' },
  { name: 'register-mixed', method: 'GET', path: '/try/register?sample=mixed' },
  { name: 'register-refused', method: 'POST', path: '/try/register', form: { files: 'none' }, status: 400 },
];

export const LANGUAGES = ['zh', 'en'];
export const WIDTHS = [360, 768, 1280];

/** The address of a page in a language, below the server's origin. */
export function address(origin, page, lang) {
  const url = new URL(page.path, origin);
  url.searchParams.set('lang', lang);
  return url.href;
}
