// A purchase as the hub drafts it from last year's, and as the officer publishes it: by keyboard alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signIn } from './support/api.js';
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

/** A field that a browser gives a widget of its own: reached by keyboard, then filled in. */
async function fill(page, selector, value) {
  await tabTo(page, selector, 400);
  await page.fill(selector, value);
}

/** The first thing that is offered. */
async function choose(page, selector) {
  await tabTo(page, selector, 400);
  await page.selectOption(selector, { index: 1 });
}

export function draft(world) {
  test('the hub copies a project, fills in what belongs to the year and submits it; the officer publishes it', async () => {
    const hub = await signedIn(world, 'hub', '/desk', { phone: true });
    await on(hub, 'a[href="/desk/drafts"]');
    await on(hub, 'form[action$="/copy"] button');
    const page = new URL(hub.url()).pathname;
    assert.match(page, /\/draft$/);
    assert.ok(await hub.getByText('提交前还缺').isVisible());

    await fill(hub, '#title_zh', '复制的公益项目');
    await on(hub, 'button[value=submit]');
    assert.match(await hub.getByRole('alert').innerText(), /已保存，但尚未提交[\s\S]*预算科目/);
    assert.equal(await hub.inputValue('#title_zh'), '复制的公益项目', 'what was typed was saved');

    await tabTo(hub, '#consultation', 400);
    await hub.keyboard.type('居民议事会两次征询，一致同意。');
    await choose(hub, '#line');
    if ((await hub.inputValue('#item')) === '') await choose(hub, '#item');
    if ((await hub.inputValue('#officer')) === '') await choose(hub, '#officer');
    await fill(hub, '#budget', '12,000');
    await fill(hub, '#deadline', '2026-05-20T17:00');
    await fill(hub, '#from', '2026-06-15');
    await fill(hub, '#to', '2026-12-15');
    await on(hub, 'button[value=submit]');
    assert.ok(await hub.getByText('待审批').isVisible(), await hub.locator('main').innerText());
    hub.quiet();
    await hub.leave();

    const project = page.replace('/desk', '').replace('/draft', '');
    await (await signIn(world.base, 'approver')).act(project, 'approve');
    const officer = await signedIn(world, 'officer', '/desk');
    await on(officer, `a[href="/desk${project}/publish"]`);
    await on(officer, 'button[value=publish]');
    assert.ok(await officer.getByText('征集中').isVisible());
    officer.quiet();
    await officer.leave();
  });
}
