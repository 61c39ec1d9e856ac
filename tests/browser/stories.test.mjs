// What people come to do, told in steps, with and without JavaScript.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openTab } from './lib/browser.mjs';
import { BINARY, serve } from './lib/server.mjs';

let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const SCRIPTS = [['with JavaScript', true], ['without JavaScript', false]];

/** One story, once with and once without JavaScript, and nothing may go wrong in the tab. */
function story(name, tell) {
  for (const [how, javaScriptEnabled] of SCRIPTS) {
    test(`${name} · ${how}`, async () => {
      const tab = await openTab(browser, server.origin, { javaScriptEnabled, viewport: { width: 360, height: 800 } });
      const open = (path) => tab.page.goto(server.origin + path);
      await tell({ ...tab, open });
      assert.deepEqual(tab.troubles, []);
      await tab.close();
    });
  }
}

const answer = (page) => page.locator('#answer');
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Waits until the answer says so; a page that is loaded anew and one that is mended in place both do. */
async function says(page, words) {
  await answer(page).filter({ hasText: words }).waitFor({ timeout: 10_000 });
}

/** The value of a field once it is another than `before`: with a script the answer comes while the page stands. */
async function another(field, before) {
  for (let tries = 0; tries < 100; tries += 1) {
    const value = await field.inputValue();
    if (value !== before) return value;
    await field.page().waitForTimeout(100);
  }
  throw new Error(`the field still holds ${before}`);
}

story('a close contact goes from red to yellow at the next change', async ({ page, open }) => {
  await open('/try?person=contact&lang=en');
  await says(page, /Red/);
  await button(page, 'to the next change').click();
  await says(page, /Yellow/);
});

story('the depositor who scanned a forwarded code is green, and it says why', async ({ page, open }) => {
  await open('/?lang=en');
  await page.getByRole('link', { name: /The depositor/ }).click();
  await says(page, /Green/);
  await says(page, /no evidence of any kind/);
});

story('an item of these days has no rule in force, and is tried as if in force', async ({ page, open }) => {
  await open('/try?person=own&lang=en');
  await says(page, /Green/);
  await page.getByLabel('Add an item').selectOption('close_contact');
  await button(page, 'Add').click();
  await page.locator('[name="e0.last_contact_at"]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: /^Try as if in force/ }).first().click();
  await says(page, /Red/);
});

story('a letter is written and leads back to the bench', async ({ page, open }) => {
  await open('/try?person=contact&lang=en');
  await button(page, 'The letter, to print').click();
  await page.getByRole('heading', { name: 'About your health code' }).waitFor();
  await button(page, '← Back to the bench').click();
  await says(page, /Red/);
});

story('the other language keeps what was typed', async ({ page, open }) => {
  await open('/try?person=contact&lang=en');
  const before = await page.locator('#at').inputValue();
  await button(page, 'a day later →').click();
  const at = await another(page.locator('#at'), before);
  await button(page, '中文').click();
  await page.locator('html[lang^=zh]').waitFor();
  assert.equal(await page.locator('#at').inputValue(), at);
});

story('a register is dropped, and the page finds what the command finds', async ({ page, open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'mingma-'));
  try {
    execFileSync(BINARY, ['sim', 'legacy', '--seed', '7', '--mixed', '--out', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    const { red, explained, unexplained } = JSON.parse(execFileSync(BINARY, ['inquire', '--legacy', folder, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] }));
    await open('/try/register?lang=en');
    await page.locator('#files').setInputFiles(readdirSync(folder).filter((name) => name.endsWith('.csv')).map((name) => join(folder, name)));
    await button(page, 'Inquire').click();
    await page.getByText('Inquire into another register').waitFor({ timeout: 30_000 });
    const told = await page.locator('main').innerText();
    for (const figure of [red, explained, unexplained.total, unexplained.forwarded_scan, ...unexplained.batches.map(({ count }) => count)]) {
      assert.ok(told.includes(figure.toLocaleString('en')), `the page does not tell ${figure}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a link holds everything behind its #, and no request carries it', async () => {
  const first = await openTab(browser, server.origin);
  await first.page.goto(`${server.origin}/try?person=contact&lang=en`);
  await button(first.page, 'to the next change').click();
  await says(first.page, /Yellow/);
  await button(first.page, 'Copy a link').click();
  await first.page.waitForURL(/#./);
  const link = first.page.url();
  await first.close();

  const second = await openTab(browser, server.origin);
  const asked = [];
  second.page.on('request', (request) => asked.push(request.url()));
  await second.page.goto(link);
  await says(second.page, /Yellow/);
  const held = new URL(link).hash.slice(1);
  assert.ok(held.length > 40 && asked.every((url) => !url.includes(held.slice(0, 40))));
  assert.deepEqual(second.troubles, []);
  await second.close();
});

test('the keyboard alone reaches the bench and derives', async () => {
  const tab = await openTab(browser, server.origin);
  await tab.page.goto(`${server.origin}/try?person=contact&lang=en`);
  await tab.page.keyboard.press('Tab');
  assert.equal(await tab.page.evaluate(() => document.activeElement.getAttribute('href')), '#main');
  for (let press = 0; press < 80; press += 1) {
    await tab.page.keyboard.press('Tab');
    const here = await tab.page.evaluate(() => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
      // In a field of date and time the browser itself marks the part that has the focus.
      const ring = document.activeElement.type === 'datetime-local' || (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      return { ring, text: document.activeElement.textContent.trim(), html: document.activeElement.outerHTML.slice(0, 80) };
    });
    assert.ok(here.ring, `no focus ring: ${here.html}`);
    if (here.text === 'to the next change') {
      await tab.page.keyboard.press('Enter');
      return says(tab.page, /Yellow/).then(tab.close);
    }
  }
  assert.fail('the button was not reached');
});
