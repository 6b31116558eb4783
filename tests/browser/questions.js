// A question about a call, from the page of the call to the answer that everybody reads.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { callOf } from './bids.js';
import { axe, fitsThePhone, leadsOn, tabTo } from './support/browser.js';
import { signedIn } from './support/desk.js';

const QUESTION = '夜校的教室由谁提供？';
const ANSWER = '由街道社区学校提供。';

export function questions(world) {
  test('a question is asked on the call and answered from the task list, by keyboard alone', async () => {
    const asker = await signedIn(world, 'jobs', '/desk/bids', { phone: true });
    const call = await callOf(asker);
    await tabTo(asker, `a[href="${call}"]`);
    await leadsOn(asker);
    await tabTo(asker, '#question');
    await asker.keyboard.type(QUESTION);
    await tabTo(asker, 'form[action$="/questions"] button');
    await leadsOn(asker);
    assert.ok(await asker.getByText('本机构提出').isVisible());
    await axe(asker);
    await fitsThePhone(asker);

    const hub = await signedIn(world, 'hub', '/desk');
    const task = await hub.locator('a[href^="/desk/questions/"]').first().getAttribute('href');
    await tabTo(hub, `a[href="${task}"]`);
    await leadsOn(hub);
    assert.ok(await hub.getByText(QUESTION).isVisible());
    await axe(hub);
    await tabTo(hub, '#answer');
    await hub.keyboard.type('请打 13812345678。');
    await tabTo(hub, 'main form button');
    await leadsOn(hub);
    assert.match(await hub.getByRole('alert').innerText(), /手机号码/);
    assert.equal(await hub.inputValue('#answer'), '请打 13812345678。', 'nothing that was typed is lost');
    await axe(hub);
    await tabTo(hub, '#answer');
    await hub.keyboard.press('Control+A');
    await hub.keyboard.type(ANSWER);
    await tabTo(hub, 'main form button');
    await leadsOn(hub);
    assert.equal(await hub.locator('#answer').count(), 0, 'nothing is left to answer');
    hub.quiet();
    await hub.leave();

    await asker.goto(call);
    assert.ok(await asker.getByText(ANSWER).isVisible());
    asker.quiet();
    await asker.leave();
  });

  test('whoever is in charge says on the page that an answer may affect bids', async () => {
    const asker = await signedIn(world, 'startup', '/desk/bids');
    await asker.goto(await callOf(asker));
    await asker.fill('#question', '每期学员人数有上限吗？');
    await tabTo(asker, 'form[action$="/questions"] button');
    await leadsOn(asker);
    await asker.leave();
    const officer = await signedIn(world, 'officer', '/desk/questions');
    await axe(officer);
    await tabTo(officer, 'main ul a');
    await leadsOn(officer);
    await axe(officer);
    await tabTo(officer, '#answer');
    await officer.keyboard.type('每期至多三十人。');
    await tabTo(officer, '#affects_bids');
    await officer.keyboard.press('Space');
    await tabTo(officer, 'main form button');
    await leadsOn(officer);
    assert.ok(await officer.getByText('可能影响投标').isVisible());
    await axe(officer);
    officer.quiet();
    await officer.leave();
  });
}
