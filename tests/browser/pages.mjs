// Every page a person can reach, in the state a test looks at. A test in mingma-web compares
// the paths with its routes, so that no page stays untested.
//
// One entry a line: `name` (of the test and the picture), `method`, `path` (without language),
// for POST `form` (fields as a browser without JavaScript would send them), `status` when it is
// not 200. The language is added as `lang=zh` or `lang=en`.

/** @typedef {{ name: string, method: 'GET' | 'POST', path: string, form?: Record<string, string>, status?: number }} Page */

/** @type {Page[]} */
export const PAGES = [
  { name: 'front', method: 'GET', path: '/' },
];

export const LANGUAGES = ['zh', 'en'];
export const WIDTHS = [360, 768, 1280];

/** The address of a page in a language, below the server's origin. */
export function address(origin, page, lang) {
  const url = new URL(page.path, origin);
  url.searchParams.set('lang', lang);
  return url.href;
}
