// The browser of the system, and tabs that remember everything that went wrong in them.

import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export function launch() {
  return chromium.launch({ executablePath: process.env.MINGMA_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/**
 * A tab of its own context. `troubles` fills with console errors, exceptions, violations of the
 * content security policy, failed requests and requests to any other host than `origin`.
 */
export async function openTab(browser, origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A request that a navigation cut short is no fault of the page.
    const { errorText } = request.failure();
    if (errorText !== 'net::ERR_ABORTED') troubles.push(`failed request: ${request.url()} (${errorText})`);
  });
  page.on('request', (request) => {
    if (!isOwn(request.url(), origin)) troubles.push(`request to another host: ${request.url()}`);
  });
  return { page, troubles, close: () => context.close() };
}

function isOwn(url, origin) {
  return url.startsWith(`${origin}/`) || /^(data|blob|about):/.test(url);
}

/**
 * Opens a page of the list as a browser would: a GET by its address, a POST by a form that a
 * person would have sent from the front page.
 */
export async function visit(tab, target) {
  if (target.form === undefined) return tab.goto(target.url);
  await tab.goto(new URL('/', target.url).href);
  const [answer] = await Promise.all([
    tab.waitForNavigation(),
    tab.evaluate(({ url, form }) => {
      const sent = Object.assign(document.createElement('form'), { method: 'post', action: url });
      for (const [name, value] of Object.entries(form)) {
        const field = Object.assign(document.createElement('textarea'), { name, value });
        sent.append(field);
      }
      document.body.append(sent);
      sent.submit();
    }, target),
  ]);
  return answer;
}
