// The auditors' five questions, on the screen and on paper.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, fitsThePhone, leadsOn, tabTo } from './support/browser.js';
import { signedIn } from './support/desk.js';

export function audit(world) {
  test('the five answers are read by keyboard, lead to the file, and print without the furniture of the screen', async () => {
    const page = await signedIn(world, 'auditor', '/desk');
    await tabTo(page, 'a[href="/desk/audit"]');
    await leadsOn(page);
    assert.equal(await page.getByRole('heading', { level: 2 }).count(), 5);
    await axe(page);
    const shown = (selector) => page.locator(selector).first().isVisible();
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual([await shown('nav'), await shown('form.filter'), await shown('h2')], [false, false, true]);
    await page.emulateMedia({ media: 'screen' });
    await tabTo(page, 'td a[href$="/file"]');
    await leadsOn(page);
    assert.match(new URL(page.url()).pathname, /^\/desk\/projects\/.*\/file$/);
    page.quiet();
    await page.leave();
  });

  test('days that make no sense are asked again, on a phone', async () => {
    const page = await signedIn(world, 'auditor', '/desk/audit', { phone: true });
    await fitsThePhone(page);
    await page.fill('#from', '2026-04-02');
    await page.fill('#to', '2026-04-01');
    await tabTo(page, 'main > form button');
    await leadsOn(page);
    assert.match(await page.getByRole('alert').innerText(), /不能早于/);
    assert.equal(await page.inputValue('#from'), '2026-04-02');
    await axe(page);
    await fitsThePhone(page);
    page.quiet();
    await page.leave();
  });
}
