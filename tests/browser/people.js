// Who acts for an organisation: invited and ended by its manager.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, fitsThePhone, leadsOn, tabTo } from './support/browser.js';
import { signedIn } from './support/desk.js';

const ADDRESS = 'chen.jie@dongxin.example';

export function people(world) {
  test('a manager invites somebody on a phone, by keyboard alone', async () => {
    const page = await signedIn(world, 'nest', '/desk/people', { phone: true });
    await axe(page);
    await fitsThePhone(page);
    await tabTo(page, 'a[href$="/people"]:not([href="/desk/people"])');
    await leadsOn(page);
    await tabTo(page, '#email');
    await page.keyboard.type(ADDRESS);
    await tabTo(page, '#role');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'main > form button');
    await leadsOn(page);
    assert.ok(await page.getByText(ADDRESS, { exact: true }).isVisible(), 'who has not come yet is listed');
    await axe(page);
    await fitsThePhone(page);
    await tabTo(page, 'details:has(form[action$="/revoke"]) summary');
    await page.keyboard.press('Enter');
    await axe(page);
    await tabTo(page, 'form[action$="/revoke"] button');
    await leadsOn(page);
    assert.equal(await page.getByText(ADDRESS).count(), 0, 'the invitation is gone');
    page.quiet();
    await page.leave();
  });

  test('the last manager is not ended by mistake, and it is said why', async () => {
    const page = await signedIn(world, 'nest', '/desk/people');
    await tabTo(page, 'summary');
    await page.keyboard.press('Enter');
    await tabTo(page, 'details button');
    await leadsOn(page);
    assert.match(await page.getByRole('alert').innerText(), /唯一的负责人/);
    await axe(page);
    page.quiet();
    await page.leave();
  });
}
