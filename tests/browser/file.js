// The auditor's file: behind the sign-in, read and printed.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { email } from './support/api.js';
import { axe, fitsThePhone, visit } from './support/browser.js';
import { PASSWORD } from './support/server.js';

async function opened(world, who, options) {
  const page = await visit(world, options);
  await page.goto(world.places.File);
  await page.fill('#email', email(who));
  await page.fill('#password', PASSWORD);
  await Promise.all([page.waitForNavigation(), page.press('#password', 'Enter')]);
  return page;
}

export function file(world) {
  test('the auditor reads the whole story after signing in', async () => {
    const page = await opened(world, 'auditor');
    assert.equal(new URL(page.url()).pathname, world.places.File);
    for (const words of ['提交审批', '开启投标', '签约', '已签约']) assert.ok(await page.getByText(words).first().isVisible(), words);
    assert.ok((await page.locator('ol.story > li').count()) > 40);
    await axe(page);
    page.quiet();
    await page.leave();
  });

  test('the file prints without the furniture of the screen', async () => {
    const page = await opened(world, 'auditor');
    assert.ok(await page.locator('nav').isVisible());
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('nav').isVisible()) && !(await page.locator('footer').isVisible()));
    assert.ok(await page.getByText('签约').first().isVisible());
    const pdf = await page.pdf({ preferCSSPageSize: true });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    assert.ok(pdf.length > 50_000, `${pdf.length} bytes are no story`);
    await page.leave();
  });

  test('the file fits a phone, and no bidder reads it', async () => {
    const page = await opened(world, 'auditor', { phone: true });
    await fitsThePhone(page);
    await page.leave();
    const bidder = await opened(world, 'nest');
    assert.ok(await bidder.getByRole('heading', { name: '无权操作' }).isVisible());
    await bidder.leave();
  });
}
