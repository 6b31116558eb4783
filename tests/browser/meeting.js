// A matching meeting as the hub runs it, from the draft to the timetable: by keyboard alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

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

/** A field that is reached by keyboard, then filled in. */
async function fill(page, selector, value) {
  await tabTo(page, selector, 400);
  await page.fill(selector, value);
}

/** The last thing that is offered. */
async function choose(page, selector) {
  await tabTo(page, selector, 400);
  const offered = await page.locator(`${selector} option`).count();
  assert.ok(offered > 1, `nothing is offered in ${selector}`);
  await page.selectOption(selector, { index: offered - 1 });
}

export function meeting(world) {
  test('the hub prepares a meeting, fills it, solves it, confirms a run and moves a talk', async () => {
    const hub = await signedIn(world, 'hub', '/desk', { phone: true });
    await on(hub, 'a[href="/desk/meetings"]');
    await fill(hub, '#title_zh', '春季公益项目对接会');
    await fill(hub, '#held_on', '2027-03-20');
    await fill(hub, '#venue', '社区文化活动中心二楼');
    await fill(hub, '#times', '下午两点');
    await on(hub, 'main form[action="/desk/meetings"] button');
    assert.match(await hub.getByRole('alert').innerText(), /洽谈时段/);
    assert.equal(await hub.inputValue('#title_zh'), '春季公益项目对接会', 'what was typed is still there');
    await fill(hub, '#times', '13:30\n13:50\n14:10');
    await on(hub, 'main form[action="/desk/meetings"] button');
    const home = new URL(hub.url()).pathname;
    assert.match(home, /\/hub$/);

    await on(hub, 'a[href$="/hub/draft"]');
    await fill(hub, '#title_en', 'Spring meeting');
    await on(hub, 'main form button');
    await on(hub, 'a[href$="/hub/demands"]');
    await choose(hub, '#record');
    await fill(hub, '#slots', '2');
    await on(hub, 'form[method="post"][action$="/hub/demands"] button');
    await on(hub, 'a[href$="/hub/participants"]');
    for (let count = 0; count < 2; count += 1) {
      await choose(hub, '#organization');
      await fill(hub, '#capacity', '2');
      await on(hub, 'form:has(#organization) button');
    }
    await on(hub, 'a[href$="/hub/pairs"]');
    await tabTo(hub, '#condition-locked', 400);
    await hub.keyboard.press('ArrowDown');
    await choose(hub, '#demand');
    await choose(hub, '#organization');
    await fill(hub, '#reason', '正在核查投诉');
    await on(hub, 'form[action$="/hub/pairs"] button');
    assert.ok(await hub.getByText('正在核查投诉').isVisible());

    await on(hub, 'nav a[href$="/hub"]');
    await on(hub, 'button[value=open]');
    await on(hub, 'a[href$="/hub/runs"]');
    await on(hub, 'button[value=solve]');
    for (let looks = 0; (await hub.getByText('再看一次').count()) > 0 && looks < 100; looks += 1) {
      await hub.waitForTimeout(300);
      await on(hub, 'a[href*="/hub/runs/"]');
    }
    assert.ok(await hub.getByText('最高总分已由证书验证').isVisible(), await hub.locator('main').innerText());
    await on(hub, 'form[action$="/confirm"] button');
    assert.match(new URL(hub.url()).pathname, /\/hub\/timetable$/);
    await tabTo(hub, 'details summary', 400);
    await hub.keyboard.press('Enter');
    await axe(hub);
    await tabTo(hub, 'details select', 400);
    await hub.locator('details select').first().selectOption('14:10');
    await on(hub, 'button[value=move]');
    assert.ok(await hub.locator('li[id^=talk-] strong', { hasText: '14:10' }).first().isVisible());
    hub.quiet();
    await hub.leave();
  });
}
