// The pages at the door: an organisation registers itself, and a forgotten password is set anew, from the letter on.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';

import { axe, fitsThePhone, leadsOn, tabTo, visit } from './support/browser.js';
import { lettersTo } from './support/letters.js';

const NEW = 'four willows behind the house';

/** The page that a letter to this address leads to; it is sent soon after it was asked for. */
async function mailedLink(world, address) {
  for (let tries = 0; tries < 100; tries += 1) {
    const links = lettersTo(world, address).map((html) => html.match(/\/account\/links\/shn_[\w-]+/)?.[0]);
    const found = links.find(Boolean);
    if (found) return found;
    await pause(100);
  }
  return assert.fail(`no letter with a link came to ${address}`);
}

export function account(world) {
  test('an organisation registers itself on a phone, by keyboard alone, and confirms by the letter', async () => {
    const address = 'li.na@dongxin.example';
    const page = await visit(world, { phone: true });
    await page.goto('/desk/sign-in');
    await tabTo(page, 'a[href="/account/register"]');
    await leadsOn(page);
    await axe(page);
    await fitsThePhone(page);
    const typed = { name_zh: '东新社工事务所', credit_code: '52310107MJ0000026F', description_zh: '为社区青年提供就业服务', contact_name: '李娜', contact_email: address };
    for (const [field, text] of Object.entries(typed)) await page.fill(`#${field}`, text);
    await page.selectOption('#kind', 'social_service_agency');
    await page.selectOption('#area_code', '310107015');
    await page.fill('#password', NEW);
    await tabTo(page, 'button');
    await leadsOn(page);
    assert.ok(await page.getByRole('alert').first().isVisible(), 'a service field is asked for');
    assert.equal(await page.inputValue('#name_zh'), typed.name_zh, 'nothing that was typed is lost');
    assert.equal(await page.inputValue('#password'), '');
    await axe(page);
    await page.check('#field_jobs_startups');
    await page.fill('#password', NEW);
    await tabTo(page, 'button');
    await leadsOn(page);
    assert.ok(await page.getByRole('status').isVisible());
    await axe(page);

    await page.goto(await mailedLink(world, address));
    await axe(page);
    await fitsThePhone(page);
    assert.ok(await page.getByText(typed.name_zh).isVisible());
    await tabTo(page, '#password');
    await page.keyboard.type(NEW);
    await leadsOn(page);
    assert.ok(await page.getByText('登记已确认').isVisible());
    await page.fill('#email', address);
    await page.fill('#password', NEW);
    await leadsOn(page);
    assert.equal(new URL(page.url()).pathname, '/desk');
    page.quiet();
    await page.leave();
  });

  test('a forgotten password is set anew without JavaScript', async () => {
    const address = 'finance@demo.shuniu.example';
    const page = await visit(world, { javaScriptEnabled: false });
    await page.goto('/account/forgotten-password');
    await page.fill('#email', address);
    await Promise.all([page.waitForNavigation(), page.click('main button')]);
    assert.ok(await page.getByRole('status').isVisible());
    await page.goto(await mailedLink(world, address));
    await page.fill('#password', NEW);
    await Promise.all([page.waitForNavigation(), page.click('main button')]);
    assert.ok(await page.getByText('新密码已生效').isVisible());
    await page.fill('#email', address);
    await page.fill('#password', NEW);
    await Promise.all([page.waitForNavigation(), page.click('main button')]);
    assert.equal(new URL(page.url()).pathname, '/desk');
    page.quiet();
    await page.leave();
  });
}
