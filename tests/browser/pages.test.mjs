// Every page × zh and en × three widths, in a real browser.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, openTab, visit } from './lib/browser.mjs';
import { accessibility, headers, language, leftovers, overflow, paper, skeleton } from './lib/checks.mjs';
import { serve } from './lib/server.mjs';
import { LANGUAGES, PACKS, PAGES, WIDTHS, address } from './pages.mjs';

const HEIGHT = 900;
let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const target = (page, lang) => ({ url: address(server.origin, page, lang), form: page.form });

for (const page of PAGES) {
  describe(page.name, () => {
    for (const lang of LANGUAGES) {
      test(`${page.name} · ${lang}`, async (t) => {
        const tab = await openTab(browser, server.origin);
        const answer = await visit(tab.page, target(page, lang));
        await t.test('answers as it should, strictly and without a cookie', async () => {
          assert.equal(answer.status(), page.status ?? 200);
          assert.deepEqual(await headers(answer), []);
        });
        await t.test('speaks its language and nothing is left over', async () => {
          assert.deepEqual([...(await language(tab.page, lang)), ...(await leftovers(tab.page))], []);
        });
        for (const width of WIDTHS) {
          await t.test(`${width} px`, async () => {
            await tab.page.setViewportSize({ width, height: HEIGHT });
            assert.deepEqual(await overflow(tab.page), []);
            assert.deepEqual(await accessibility(tab.page), []);
          });
        }
        await t.test('dark', async () => {
          await tab.page.emulateMedia({ colorScheme: 'dark' });
          assert.deepEqual(await accessibility(tab.page), []);
        });
        await t.test('without an error, a violation or a foreign request', () => {
          // The browser itself says so of an answer that is not 2xx; for such a page that is no fault.
          const own = tab.troubles.filter((trouble) => page.status === undefined || !/server responded with a status/.test(trouble));
          assert.deepEqual(own, []);
        });
        await tab.close();
      });
    }
    test(`${page.name} · zh and en have the same bones`, async () => {
      const bones = [];
      for (const lang of LANGUAGES) {
        const tab = await openTab(browser, server.origin);
        await visit(tab.page, target(page, lang));
        bones.push(await skeleton(tab.page));
        await tab.close();
      }
      assert.deepEqual(bones[1], bones[0]);
      assert.deepEqual(bones[0].filter((bone) => bone.endsWith('(empty)')), []);
    });
  });
}

describe('every pack that ships', () => {
  for (const id of PACKS) {
    test(id, async () => {
      const tab = await openTab(browser, server.origin, { viewport: { width: WIDTHS[0], height: HEIGHT } });
      for (const lang of LANGUAGES) {
        const answer = await visit(tab.page, target({ path: `/rules/${id}` }, lang));
        assert.equal(answer.status(), 200);
        assert.deepEqual([...(await language(tab.page, lang)), ...(await leftovers(tab.page)), ...(await overflow(tab.page))], []);
      }
      assert.deepEqual(tab.troubles, []);
      await tab.close();
    });
  }
});

describe('without JavaScript', () => {
  const open = () => openTab(browser, server.origin, { javaScriptEnabled: false, viewport: { width: 360, height: HEIGHT } });
  for (const page of PAGES.filter(({ method }) => method === 'GET')) {
    test(`${page.name} · every form answers with a page`, async () => {
      const tab = await open();
      const url = address(server.origin, page, 'en');
      await tab.page.goto(url);
      assert.deepEqual(await overflow(tab.page), []);
      const forms = await tab.page.locator('form').count();
      for (let index = 0; index < forms; index += 1) {
        await tab.page.goto(url);
        const button = tab.page.locator('form').nth(index).locator('button:not([type=button]):visible').first();
        if ((await button.count()) === 0) continue;
        const [answer] = await Promise.all([tab.page.waitForNavigation(), button.click()]);
        assert.ok(answer.status() < 500, `form ${index} of ${page.path}: ${answer.status()}`);
        assert.equal(await tab.page.locator('html').getAttribute('lang'), 'en');
        assert.equal(await tab.page.locator('h1').count(), 1);
      }
      await tab.close();
    });
  }
});

describe('on paper', () => {
  const A4_CSS_PX = { width: 794, height: 1123 };
  for (const page of PAGES.filter(({ name }) => name.startsWith('letter'))) {
    for (const lang of LANGUAGES) {
      test(`${page.name} · ${lang} · A4`, async () => {
        const tab = await openTab(browser, server.origin, { viewport: A4_CSS_PX });
        await visit(tab.page, target(page, lang));
        await tab.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        assert.deepEqual([...(await paper(tab.page)), ...(await overflow(tab.page))], []);
        const pdf = await tab.page.pdf({ format: 'A4' });
        const sheets = (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
        assert.ok(sheets >= 1 && sheets <= 3, `a letter of ${sheets} sheets`);
        await tab.close();
      });
    }
  }
});
