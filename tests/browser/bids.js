// A bid as the manager of a small organisation makes it: on a phone, by keyboard alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, fitsThePhone, leadsOn, tabTo } from './support/browser.js';
import { signedIn, typeSignIn } from './support/desk.js';

export const CALL = '青年技能夜校';
const PLAN = '每周二、周四晚各两小时，一期十二周。';
const PDF = '%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n';

/** What holds for every page on the way. */
async function good(page) {
  await axe(page);
  await fitsThePhone(page);
}

/** Goes by keyboard to where a link or button leads. */
async function on(page, selector) {
  await tabTo(page, selector);
  await leadsOn(page);
  await good(page);
}

/** The call in the list of those that may be answered. */
export async function callOf(page) {
  return page.getByRole('link', { name: CALL }).first().getAttribute('href');
}

export function bids(world) {
  test('a manager bids from the list to the receipt and withdraws, on a phone, by keyboard alone', async () => {
    const page = await signedIn(world, 'nest', '/desk', { phone: true });
    await on(page, 'a[href="/desk/bids"]');
    await on(page, `a[href="${await callOf(page)}"]`);
    await on(page, 'form[action$="/bid"] button');
    const bid = new URL(page.url()).pathname;
    assert.ok(await page.getByText('报价：提交前须填写').isVisible(), 'what is missing is said');

    await on(page, 'a[href$="/offer"]');
    await tabTo(page, '#price');
    await page.keyboard.type('two');
    await tabTo(page, '#proposal');
    await page.keyboard.type(PLAN);
    await on(page, 'main form button');
    assert.match(await page.getByRole('alert').innerText(), /报价：请以元填写/);
    assert.equal(await page.inputValue('#proposal'), PLAN, 'nothing that was typed is lost');
    await tabTo(page, '#price');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('27,500');
    // The sign-in ends while somebody types: what was typed comes again behind the next one, and is sent from there.
    await page.context().clearCookies();
    await on(page, 'main form button');
    await typeSignIn(page, 'nest');
    await good(page);
    assert.ok(await page.getByRole('cell', { name: '27,500' }).isVisible(), 'what will be sent is shown');
    await leadsOn(page);
    assert.equal(new URL(page.url()).pathname, bid);

    await on(page, 'a[href$="/files"]');
    await tabTo(page, '#file');
    await page.setInputFiles('#file', { name: '夜校方案.pdf', mimeType: 'application/pdf', buffer: Buffer.from(PDF) });
    await on(page, 'form[enctype] button');
    assert.ok(await page.getByRole('link', { name: '夜校方案.pdf' }).isVisible());

    await on(page, 'a[href$="/submit"]');
    assert.ok(await page.getByText('提交即密封').isVisible(), 'what sealing means is said before');
    await on(page, 'main form button');
    assert.ok(await page.getByText('已收到并密封').isVisible());
    await tabTo(page, 'a[href*="receipt.jws"]');
    const [receipt] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    assert.match(receipt.suggestedFilename(), /^HZ-.*\.jws$/);

    await page.goto(bid);
    assert.equal(await page.getByText(PLAN).count(), 0, 'what is sealed is shown to nobody');
    // It is asked once more.
    await tabTo(page, 'details summary');
    await page.keyboard.press('Enter');
    await good(page);
    await on(page, 'form[action$="/withdraw"] button');
    assert.ok(await page.getByText('请重新填写').isVisible());
    page.quiet();
    await page.leave();
  });
}
