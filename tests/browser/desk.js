// The desk: from the mail to the decision by keyboard alone, and what must not be decided.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { email, signIn, submitted } from './support/api.js';
import { axe, fitsThePhone, leadsOn, tabTo, visit } from './support/browser.js';
import { signedIn, typeSignIn } from './support/desk.js';
import { lettersTo } from './support/letters.js';

const REASON = '请补充送餐时间和备餐单位。';

/** The HTML of the letter that sends this person to this page. */
function letter(world, who, path) {
  const found = lettersTo(world, email(who)).find((html) => html.includes(`${world.base}${path}"`));
  assert.ok(found, `no letter sends ${who} to ${path}`);
  return found;
}

/** Opens the letter, and counts what its reader sets off: every page that comes up after it. */
async function fromTheLetter(world, who, path) {
  const page = await visit(world);
  await page.setContent(letter(world, who, path));
  const pages = [];
  page.on('framenavigated', (frame) => frame === page.mainFrame() && pages.push(frame.url()));
  await tabTo(page, `a[href="${world.base}${path}"]`);
  await leadsOn(page);
  await typeSignIn(page, who);
  assert.equal(new URL(page.url()).pathname, path, 'after the sign-in the reader is where the letter sends');
  return { page, pages };
}

export function desk(world) {
  test('a wrong password is refused with words, and nothing that was typed is lost but the password', async () => {
    const page = await visit(world);
    await page.goto('/desk');
    await typeSignIn(page, 'approver', 'not the password');
    assert.ok(await page.getByRole('alert').isVisible());
    assert.equal(await page.inputValue('#email'), email('approver'));
    assert.equal(await page.inputValue('#password'), '');
    await axe(page);
    page.quiet();
    await page.leave();
  });

  test('from the mail to the approval in three steps, by keyboard alone', async () => {
    const { page, pages } = await fromTheLetter(world, 'approver', world.places.Approval);
    await axe(page);
    assert.ok(await page.getByText('等待第 1 步').isVisible());
    await tabTo(page, 'button[value=approved]');
    await leadsOn(page);
    assert.ok(await page.getByText('已批准').isVisible());
    assert.equal(await page.locator('button[name=decision]').count(), 0, 'nothing is left to decide');
    assert.equal(pages.length, 3, pages.join('\n'));
    page.quiet();
    await page.leave();
  });

  test('the sheet prints without menu and buttons, with a place to sign', async () => {
    const page = await signedIn(world, 'approver', await submitted(world, '打印的送餐项目'));
    const shown = (selector) => page.locator(selector).first().isVisible();
    assert.deepEqual([await shown('nav'), await shown('[name=decision]'), await shown('.print-only')], [true, true, false]);
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual([await shown('nav'), await shown('[name=decision]'), await shown('.print-only')], [false, false, true]);
    assert.ok(await page.getByText('科目余额').isVisible());
    await page.leave();
  });

  test('from the mail to the award in three steps, by keyboard alone', async () => {
    const { page, pages } = await fromTheLetter(world, 'approver', world.places.Award);
    await axe(page);
    assert.ok(await page.getByText('90.50').first().isVisible());
    await tabTo(page, '#reason');
    await page.keyboard.type('同意评审小组推荐意见。');
    await tabTo(page, 'main form button');
    await leadsOn(page);
    assert.ok(await page.getByText('结果公示中').isVisible());
    assert.equal(await page.locator('#reason').count(), 0, 'nothing is left to decide');
    assert.equal(pages.length, 3, pages.join('\n'));
    page.quiet();
    await page.leave();
  });

  test('a return without a reason is asked again, and its reason stands in the file', async () => {
    const sheet = await submitted(world, '退回的送餐项目');
    const page = await signedIn(world, 'approver', sheet);
    await tabTo(page, 'button[value=returned]');
    await leadsOn(page);
    assert.ok(await page.getByRole('alert').isVisible());
    await axe(page);
    await tabTo(page, '#reason');
    await page.keyboard.type(REASON);
    await tabTo(page, 'button[value=returned]');
    await leadsOn(page);
    assert.ok(await page.getByText('退回修改').first().isVisible());
    await page.leave();
    const auditor = await signedIn(world, 'auditor', `${sheet}/file`);
    assert.ok(await auditor.getByText(REASON).first().isVisible());
    auditor.quiet();
    await auditor.leave();
  });

  test('a collective decision asks for its meeting on the sheet', async () => {
    const sheet = await submitted(world, '两步审批的送餐项目', { budget_fen: 6_000_000 });
    await (await signIn(world.base, 'approver2')).act(sheet.replace('/desk', ''), 'approve');
    const page = await signedIn(world, 'approver', sheet);
    await tabTo(page, '#meeting');
    await page.keyboard.type('街道主任办公会');
    await tabTo(page, '#held_on');
    await page.fill('#held_on', '2026-04-01');
    await tabTo(page, '#minute_number');
    await page.keyboard.type('2026-11');
    await axe(page);
    await tabTo(page, 'button[value=approved]');
    await leadsOn(page);
    assert.ok(await page.getByText('纪要 2026-11').isVisible());
    page.quiet();
    await page.leave();
  });

  test('a decision on a page that others have overtaken is refused with words', async () => {
    const sheet = await submitted(world, '同时决定的送餐项目');
    const page = await signedIn(world, 'approver', sheet);
    await (await signIn(world.base, 'approver2')).act(sheet.replace('/desk', ''), 'return', { reason: '先由乙退回。' });
    await tabTo(page, 'button[value=approved]');
    await leadsOn(page);
    assert.match(await page.getByRole('alert').innerText(), /有了变化/);
    assert.ok(await page.getByText('先由乙退回。').first().isVisible(), 'what was decided meanwhile is shown');
    assert.equal(await page.locator('button[name=decision]').count(), 0);
    await page.leave();
  });

  test('a form without our mark decides nothing, even with the cookie', async () => {
    const sheet = await submitted(world, '伪造表单的送餐项目');
    const page = await signedIn(world, 'approver', sheet);
    const version = await page.inputValue('[name=version]');
    for (const csrf of ['', 'sha-256:forged']) {
      const answer = await page.request.post(sheet, { form: { csrf, version, key: `forged-${csrf}`, decision: 'approved' } });
      assert.equal(answer.status(), 403);
    }
    await page.reload();
    assert.ok(await page.getByText('待审批').isVisible());
    // The same form with the mark decides: it was the mark that was missing.
    const csrf = await page.inputValue('[name=csrf]');
    await page.request.post(sheet, { form: { csrf, version, key: 'genuine', decision: 'approved' } });
    await page.reload();
    assert.ok(await page.getByText('已批准').isVisible());
    await page.leave();
  });

  test('the cookie stays with the browser: no script reads it and no other site sends it with a form', async () => {
    const page = await signedIn(world, 'approver', '/desk');
    assert.equal(await page.evaluate(() => document.cookie), '');
    const [cookie] = await page.context().cookies(`${world.base}/desk`);
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, 'Lax', '/desk']);
    await page.leave();
  });

  test('the tasks say what waits, lead to it, and end with the sign-out', async () => {
    const sheet = await submitted(world, '待办里的送餐项目');
    for (const phone of [false, true]) {
      const page = await signedIn(world, 'approver', '/desk', { phone });
      await axe(page);
      if (phone) await fitsThePhone(page);
      await tabTo(page, `a[href="${sheet}"]`);
      await leadsOn(page);
      assert.ok(await page.getByText('待办里的送餐项目').first().isVisible());
      if (phone) await fitsThePhone(page);
      await tabTo(page, 'header button');
      await leadsOn(page);
      await page.goto('/desk');
      assert.equal(new URL(page.url()).pathname, '/desk/sign-in', 'the session has ended');
      page.quiet();
      await page.leave();
    }
  });

  test('whoever has no business with a purchase is told so by a page', async () => {
    const page = await signedIn(world, 'nest', world.places.Approval);
    assert.ok(await page.getByRole('heading', { name: '未找到' }).isVisible());
    await axe(page);
    await page.leave();
  });

  test('the desk fits a phone and has no barriers, for whoever reads English too', async () => {
    const page = await visit(world, { locale: 'en-GB', phone: true });
    await page.goto('/desk/sign-in');
    await fitsThePhone(page);
    await axe(page);
    await typeSignIn(page, 'approver');
    for (const path of ['/desk', world.places.Approval, world.places.Award]) {
      await page.goto(path);
      await fitsThePhone(page);
      await axe(page);
    }
    page.quiet();
    await page.leave();
  });
}
