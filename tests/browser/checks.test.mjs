// A check that cannot find its fault proves nothing: each one is shown a page that has it,
// beside an honest twin that has not.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { launch, openTab, visit } from './lib/browser.mjs';
import { accessibility, headers, language, leftovers, overflow, paper, skeleton } from './lib/checks.mjs';

const STRICT = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const GOOD_HEADERS = { 'content-security-policy': STRICT, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

let browser, server, origin;
let served = { body: '', headers: {} };

before(async () => {
  server = createServer((request, response) => {
    if (request.url !== '/page') return response.writeHead(200, { 'content-type': 'text/html' }).end('<title>x</title>');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...served.headers }).end(served.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});
after(async () => {
  await browser.close();
  server.close();
});

const html = (main, lang = 'en', title = 'A page') =>
  `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><body><main>${main}</main></body></html>`;

async function shown(body, options = {}) {
  served = { body, headers: options.headers ?? {} };
  const tab = await openTab(browser, origin, options.context);
  const answer = await visit(tab.page, { url: `${origin}/page`, form: options.form });
  return { ...tab, answer };
}

/** The check finds the fault in `bad` and nothing in `good`. */
async function tells(check, bad, good, fault, options) {
  for (const [body, expected] of [[bad, fault], [good, null]]) {
    const tab = await shown(body, options);
    const found = await check(tab.page);
    await tab.close();
    if (expected === null) assert.deepEqual(found, [], `the honest twin: ${found}`);
    else assert.match(found.join('\n'), expected);
  }
}

test('an image without words is an accessibility finding', () =>
  tells(accessibility, html('<h1>A</h1><img src="/x.png">'), html('<h1>A</h1><img src="/x.png" alt="x">'), /image-alt/));

test('grey on grey is an accessibility finding', () =>
  tells(accessibility, html('<h1>A</h1><p style="color:#bbb;background:#ccc">words</p>'), html('<h1>A</h1><p>words</p>'), /color-contrast/));

test('what stands out of the window is found, what scrolls in its own box is not', () =>
  tells(overflow, html('<p style="width:3000px">wide</p>'), html('<div style="overflow-x:auto"><p style="width:3000px">wide</p></div>'), /ends at 3\d\d\d of/));

test('Chinese on an English page is found unless it says that it is Chinese', () =>
  tells((page) => language(page, 'en'), html('<p>the code 健康码</p><img alt="绿码">'), html('<p>the code <span lang="zh">健康码</span></p>'), /not en, p: the code 健康码\nnot en, @alt: 绿码/));

test('an English sentence on a Chinese page is found, a name or a command is not', () =>
  tells((page) => language(page, 'zh'), html('<p>Nobody could say why or who.</p>', 'zh-CN'), html('<p>明码 Mingma</p><code>mingma rules check all of it</code><p lang="en">Nobody could say why or who.</p>', 'zh-CN'), /not zh, p: Nobody/));

test('a page that does not name its language is found', () =>
  tells((page) => language(page, 'zh'), html('<p>明码</p>', 'en'), html('<p>明码</p>', 'zh-CN'), /lang="en", not zh/));

test('a placeholder that was not filled in is found', () =>
  tells(leftovers, html('<p>until {until} NaN</p>'), html('<p>until tomorrow</p>'), /left over: \{until\}\nleft over: NaN/));

test('an empty heading breaks the skeleton', async () => {
  const bones = async (main) => {
    const tab = await shown(html(main));
    const found = await skeleton(tab.page);
    await tab.close();
    return found;
  };
  assert.deepEqual(await bones('<h1>A</h1><h2></h2><label>b<input></label>'), ['h1', 'h2 (empty)', 'label', 'input']);
});

test('a lax policy, a cookie and missing headers are found', async () => {
  const lax = STRICT.replace("script-src 'self'", "script-src 'self' 'unsafe-inline' https://example.org").replace("; form-action 'self'", '');
  const bad = await shown(html(''), { headers: { 'content-security-policy': lax, 'set-cookie': 'a=b' } });
  const found = (await headers(bad.answer)).join('\n');
  await bad.close();
  for (const fault of [/allows 'unsafe-inline'/, /allows https:/, /form-action is absent/, /nosniff/, /referrer-policy/, /cookie/]) assert.match(found, fault);
  const good = await shown(html(''), { headers: GOOD_HEADERS });
  assert.deepEqual(await headers(good.answer), []);
  await good.close();
});

test('a tab remembers console errors, exceptions, violations and foreign requests', async () => {
  const bad = await shown(html('<script>console.error("spoken"); null.x</script><img src="http://127.0.0.1:9/x.png" alt="">'));
  const told = bad.troubles.join('\n');
  for (const fault of [/console: spoken/, /exception: .*null/, /another host/, /failed request/]) assert.match(told, fault);
  await bad.close();
  const inline = await shown(html('<p style="color:red">x</p>'), { headers: GOOD_HEADERS });
  assert.match(inline.troubles.join('\n'), /Content Security Policy/i);
  await inline.close();
  const good = await shown(html('<p>x</p>'), { headers: GOOD_HEADERS });
  assert.deepEqual(good.troubles, []);
  await good.close();
});

test('a form is sent as a browser sends it', async () => {
  let seen;
  const listener = (request) => {
    if (request.method === 'POST') request.on('data', (data) => (seen = `${request.headers['content-type']} ${data}`));
  };
  server.on('request', listener);
  const tab = await shown(html('<p>x</p>'), { form: { evidence: '[ ]' } });
  server.off('request', listener);
  assert.equal(seen, 'application/x-www-form-urlencoded evidence=%5B+%5D');
  assert.equal(tab.answer.status(), 200);
  await tab.close();
});

test('a button, grey paper and small type on paper are found', () => {
  const style = (rules) => `<style>@media print { ${rules} }</style>`;
  const bad = html(`${style('body{background:#eee} main p{font-size:10pt}')}<p>x</p><button>press</button>`);
  const good = html(`${style('body{background:#fff;color:#000} main p{font-size:12pt} button{display:none}')}<p>x</p><button>press</button>`);
  return tells(async (page) => {
    await page.emulateMedia({ media: 'print' });
    return paper(page);
  }, bad, good, /nobody can press: button\nthe paper is not white.*\na paragraph is 13/s);
});
