// Debian's Chromium, and what every page must hold: nothing from elsewhere, no broken policy, no barrier that axe calls serious.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1200, height: 900 };

export function launch() {
  const named = process.env.CHROMIUM_BIN;
  const executablePath = named || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Error('no Chromium: install the package chromium, or name the program in CHROMIUM_BIN');
  return chromium.launch({
    executablePath,
    // Root, as in containers, has no sandbox to offer; nothing but our own pages is opened.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page of a fresh visitor. What it was refused or complained of is in `page.trouble`; `page.quiet()` fails when there is any. */
export async function visit(world, { phone = false, javaScriptEnabled = true, locale = 'zh-CN' } = {}) {
  const context = await world.browser.newContext({ baseURL: world.base, viewport: phone ? PHONE : DESK, javaScriptEnabled, locale });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const trouble = [];
  await context.route(
    (url) => !url.href.startsWith(`${world.base}/`),
    (route) => {
      trouble.push(`asked for ${route.request().url()}`);
      return route.abort();
    },
  );
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A page that says what is wrong has a status that says so too.
    const expected = /status of (4\d\d)/.test(message.text());
    if (message.type() === 'error' && !expected) trouble.push(`console: ${message.text()}`);
  });
  page.trouble = trouble;
  page.quiet = () => assert.deepEqual(trouble, [], `on ${page.url()}`);
  page.leave = () => context.close();
  return page;
}

/** Fails on what axe calls serious or critical. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document));
  assert.ok(passes.length > 5, 'axe has looked at the page');
  const bad = violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
  const words = bad.map((violation) => `${violation.id}: ${violation.help}\n  ${violation.nodes.map((node) => node.html).join('\n  ')}`);
  assert.deepEqual(words, [], `${page.url()} has barriers`);
}

/** Fails where a phone would have to scroll sideways. */
export async function fitsThePhone(page) {
  const { clientWidth, scrollWidth } = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    return { clientWidth, scrollWidth };
  });
  assert.ok(scrollWidth <= clientWidth, `${page.url()} is ${scrollWidth} px wide on a screen of ${clientWidth}`);
}

/** Presses Tab until the element has the focus, and, on a page of ours, the focus can be seen. */
export async function tabTo(page, selector, most = 60) {
  const isOurs = page.url() !== 'about:blank';
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { there: element.matches(wanted), seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, name: element.outerHTML.slice(0, 120) };
    }, selector);
    if (focus.there) {
      assert.ok(focus.seen || !isOurs, `nobody sees that ${focus.name} has the focus`);
      return;
    }
  }
  assert.fail(`the keyboard does not reach ${selector} on ${page.url()}`);
}

/** Presses a key that leads to another page. */
export async function leadsOn(page, key = 'Enter') {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}
