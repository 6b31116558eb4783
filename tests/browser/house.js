// What holds for all pages, and that the checks themselves can fail.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, fitsThePhone, tabTo, visit } from './support/browser.js';

export function house(world) {
  test('every page brings its policy, and a script that slips in does not run', async () => {
    const page = await visit(world);
    for (const path of ['/notices', world.places.Notice, world.places.Survey, '/desk/sign-in', '/nowhere']) {
      const answer = await page.goto(path);
      assert.match(answer.headers()['content-security-policy'], /^default-src 'none'; style-src 'sha256-/, path);
    }
    page.quiet();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.slipped = true';
      document.body.append(script);
    });
    assert.equal(await page.evaluate(() => globalThis.slipped), undefined);
    assert.throws(() => page.quiet(), /Content Security Policy/);
    await page.leave();
  });

  test('the reference of the API works without anything from elsewhere', async () => {
    const page = await visit(world);
    await page.goto('/docs/');
    await page.getByText('/api/v1/projects/{id}/publish').first().waitFor();
    page.quiet();
    await page.evaluate(() => fetch('https://example.org/').catch(() => {}));
    assert.throws(() => page.quiet(), /example\.org/);
    await page.leave();
  });

  test('the checks see barriers, width and lost focus', async () => {
    const page = await visit(world, { phone: true });
    await page.setContent('<html lang="zh"><title>x</title><main><h1>x</h1><p>x</p><input><img src="data:,"><div style="width:900px">x</div></main>');
    await assert.rejects(axe(page), /label/);
    await assert.rejects(fitsThePhone(page), /px wide/);
    await assert.rejects(tabTo(page, '#nowhere', 5), /does not reach/);
    await page.leave();
  });
}
