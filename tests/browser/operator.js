// The hub's operator at work: a spreadsheet that is checked, the list of invitations, alerts; by keyboard, on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { submitted } from './support/api.js';
import { axe, fitsThePhone, leadsOn, tabTo } from './support/browser.js';
import { signedIn } from './support/desk.js';

/** What holds for every page on the way. */
async function good(page) {
  await axe(page);
  await fitsThePhone(page);
}

/** Goes by keyboard to where a link or button leads. */
async function on(page, selector) {
  await tabTo(page, selector, 400);
  await leadsOn(page);
  await good(page);
}

const NEEDS = '需求名称,需求描述,所在区域,服务领域\n周末托管,双职工家庭周末无人看护,310107015,没有这个领域\n';

export function operator(world) {
  test('a spreadsheet is checked, and its report names the cell', async () => {
    const hub = await signedIn(world, 'hub', '/desk', { phone: true });
    await on(hub, 'a[href="/desk/imports"]');
    await hub.selectOption('#kind', 'needs');
    await hub.setInputFiles('#file', { name: '需求.csv', mimeType: 'text/csv', buffer: Buffer.from(NEEDS) });
    await on(hub, 'form[enctype] button');
    assert.match(new URL(hub.url()).pathname, /^\/desk\/imports\/[0-9a-f-]+$/);
    for (let looks = 0; looks < 100 && (await hub.getByRole('status').count()) > 0; looks += 1) await hub.reload();
    await good(hub);
    assert.match(await hub.locator('main').innerText(), /已完成[\s\S]*逐行说明/);
    await on(hub, 'p > a[href="/desk/imports"]');
    assert.match(await hub.locator('main').innerText(), /最近的导入/);
    hub.quiet();
    await hub.leave();
  });

  test('somebody is left out of the invitations, with the reason', async () => {
    const sheet = await submitted(world, '邀请名单要改的项目', { field: 'organisation_support' });
    const hub = await signedIn(world, 'hub', sheet, { phone: true });
    await on(hub, `a[href="${sheet}/invitations"]`);
    const [left] = await hub.locator('ol li strong').allInnerTexts();
    await tabTo(hub, '#left_out_reason', 400);
    await hub.keyboard.type('今年已承接三个项目');
    await on(hub, 'button[value=leave_out]');
    const main = await hub.locator('main').innerText();
    assert.ok(main.includes(`${left}：今年已承接三个项目`), main);
    await tabTo(hub, '#named', 400);
    await hub.keyboard.type('没有登记的机构');
    await tabTo(hub, '#invited_reason', 400);
    await hub.keyboard.type('街道推荐');
    await on(hub, 'button[value=invite]');
    assert.match(await hub.getByRole('alert').innerText(), /没有登记这个名称或信用代码/);
    assert.equal(await hub.inputValue('#invited_reason'), '街道推荐', 'what was typed stays');
    hub.quiet();
    await hub.leave();
  });

  test('a search is saved, told at once, and stopped', async () => {
    const hub = await signedIn(world, 'hub', '/desk', { phone: true });
    await on(hub, 'a[href="/desk/alerts"]');
    await tabTo(hub, '#name', 400);
    await hub.keyboard.type('养老需求');
    await hub.selectOption('#looks_in', 'needs');
    await hub.selectOption('#notify', 'at_once');
    await on(hub, 'form[action="/desk/alerts"] button');
    assert.match(await hub.locator('main').innerText(), /养老需求/);
    await on(hub, 'form[action$="/stop"] button');
    assert.doesNotMatch(await hub.locator('main').innerText(), /养老需求/);
    for (const place of ['/desk/reservations', '/desk/meetings']) {
      await hub.goto(place);
      await good(hub);
    }
    hub.quiet();
    await hub.leave();
  });
}
