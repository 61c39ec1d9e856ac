// Pictures of every page × zh and en × three widths × light and dark, and a contact sheet.
// Usage: node tests/browser/look.mjs [NAME]   (only pages whose name contains NAME)

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { launch, openTab, visit } from './lib/browser.mjs';
import { serve } from './lib/server.mjs';
import { LANGUAGES, PAGES, WIDTHS, address } from './pages.mjs';

const FOLDER = new URL('../../target/look/', import.meta.url).pathname;
const SCHEMES = ['light', 'dark'];
const only = process.argv[2] ?? '';

const server = await serve();
const browser = await launch();
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });

const shots = [];
for (const page of PAGES.filter(({ name }) => name.includes(only))) {
  for (const lang of LANGUAGES) shots.push(...(await pictures(page, lang)));
}
await writeFile(`${FOLDER}index.html`, sheet(shots));
await browser.close();
await server.stop();
console.log(`${shots.length} pictures: ${FOLDER}index.html`);

async function pictures(page, lang) {
  const tab = await openTab(browser, server.origin);
  await visit(tab.page, { url: address(server.origin, page, lang), form: page.form });
  const taken = [];
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      await tab.page.setViewportSize({ width, height: 900 });
      await tab.page.emulateMedia({ colorScheme: scheme });
      const file = `${page.name}-${lang}-${width}-${scheme}.png`;
      await tab.page.screenshot({ path: FOLDER + file, fullPage: true });
      taken.push({ name: page.name, lang, width, scheme, file });
    }
  }
  if (page.name.startsWith('letter')) {
    await tab.page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await tab.page.pdf({ path: `${FOLDER}${page.name}-${lang}.pdf`, format: 'A4', printBackground: true });
  }
  await tab.close();
  return taken;
}

function sheet(taken) {
  const figure = ({ lang, width, scheme, file }) =>
    `<figure><a href="${file}"><img src="${file}" loading="lazy" style="width:${Math.round(width / 4)}px"></a><figcaption>${lang} ${width} ${scheme}</figcaption></figure>`;
  const rows = Object.entries(grouped(taken));
  const body = rows.map(([name, all]) => `<h2>${name}</h2><div>${all.map(figure).join('')}</div>`).join('\n');
  return `<!doctype html><meta charset="utf-8"><title>look</title>
<style>body{font:14px sans-serif;background:#888}div{display:flex;flex-wrap:wrap;gap:12px;align-items:start}figure{margin:0}</style>
${body}\n`;
}

function grouped(taken) {
  const groups = {};
  for (const one of taken) (groups[one.name] ??= []).push(one);
  return groups;
}
