// After the deadline: the officer opens and names the panel, a member declares, scores and signs, the chair reports; the award becomes a
// contract that both sides sign; and a round that nobody answered begins anew. By keyboard alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signIn, submitted } from './support/api.js';
import { axe, fitsThePhone, leadsOn, tabTo } from './support/browser.js';
import { signedIn } from './support/desk.js';

const AFTER = '2026-05-06T09:30';
const AFTER_PUBLICITY = '2026-05-20T09:30';
const SCAN = { name: '合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 signed and stamped') };
const OFFER = { proposal_zh: '每日备餐，专人送达。', team_zh: '社工两名', declarations: {} };
const BIDDERS = [['nest', 900_000], ['jobs', 880_000], ['startup', 860_000]];
const MEMBERS = ['ev1', 'ev2', 'ev3', 'ev4', 'ev5'];

/** What holds for every page on the way. */
async function good(page) {
  await axe(page);
  await fitsThePhone(page);
}

/** Goes by keyboard to where a link or button leads. */
async function on(page, selector) {
  await tabTo(page, selector, 200);
  await leadsOn(page);
  await good(page);
}

/** Sits down at the desk, on a phone, and takes up the task that leads to this page. */
async function takesUp(world, who, path) {
  const page = await signedIn(world, who, '/desk', { phone: true });
  await on(page, `a[href="${path}"]`);
  return page;
}

/** A call that is out until the fifth of May; its path in the API. */
async function published(world, title) {
  const sheet = await submitted(world, title, { budget_fen: 1_000_000, deadline: '2026-05-05T17:00:00+08:00' });
  const project = sheet.replace('/desk', '');
  await (await signIn(world.base, 'approver')).act(project, 'approve');
  await (await signIn(world.base, 'officer')).act(project, 'publish');
  return project;
}

async function advance(world, to) {
  const moved = await fetch(`${world.base}/demo/clock`, { method: 'POST', body: new URLSearchParams({ to }) });
  assert.ok(moved.ok, `the clock was not moved: ${moved.status}`);
}

/** One side's signature, by page. */
async function signs(world, who, contract) {
  const page = await takesUp(world, who, contract);
  await tabTo(page, '#signer_name');
  await page.keyboard.type('张三');
  await tabTo(page, '#authority');
  await page.keyboard.type('法定代表人');
  await tabTo(page, '#signed_on');
  await page.fill('#signed_on', AFTER_PUBLICITY.slice(0, 10));
  await tabTo(page, '#file');
  await page.setInputFiles('#file', SCAN);
  await on(page, 'form[enctype] button');
  assert.equal(await page.locator('#signer_name').count(), 0, await page.locator('main').innerText());
  page.quiet();
  await page.leave();
}

/** A call with three bids whose deadline has passed, beside one that nobody answered; their paths in the API. */
async function closed(world) {
  const project = await published(world, '评审中的送餐项目');
  world.unanswered = await published(world, '无人应答的送餐项目');
  for (const [who, price_fen] of BIDDERS) {
    const bidder = await signIn(world.base, who);
    const bid = await bidder.post(`${project}/bids`, { offer: { ...OFFER, price_fen } });
    await bidder.act(`/bids/${bid.id}`, 'submit');
  }
  await advance(world, AFTER);
  return project;
}

export function panel(world) {
  test('from the opening to the report by pages alone, on a phone, by keyboard', async () => {
    const project = await closed(world);
    const desk = `/desk${project}`;

    const officer = await takesUp(world, 'officer', `${desk}/opening`);
    assert.equal(await officer.getByText('鸟巢').count(), 0, 'before the opening there are counts only');
    await on(officer, 'main form button');
    assert.ok(await officer.getByRole('heading', { name: '开标记录' }).isVisible());
    await officer.emulateMedia({ media: 'print' });
    assert.deepEqual([await officer.locator('nav').first().isVisible(), await officer.locator('.print-only').first().isVisible()], [false, true]);
    await officer.emulateMedia({ media: 'screen' });
    for (let flagged = await officer.getByText('的资格').count(); flagged > 0; flagged -= 1) {
      const page = await officer.getByRole('link', { name: '的资格' }).first().getAttribute('href');
      await on(officer, `a[href="${page}"]`);
      await on(officer, 'button[value=qualify]');
      assert.match(await officer.getByRole('alert').innerText(), /理由/);
      await tabTo(officer, '#reason');
      await officer.keyboard.type('业务范围相近，材料齐全。');
      await on(officer, 'button[value=qualify]');
      assert.ok(await officer.getByText('资格审查通过').isVisible());
      await on(officer, `a[href="${desk}/opening"]`);
    }

    await on(officer, `a[href="${desk}/panel"]`);
    const seats = ['chair', 'evaluator', 'evaluator', 'evaluator', 'evaluator', 'reserve1'];
    const names = await officer.locator('legend').allInnerTexts();
    const rank = new Map([...MEMBERS, 'ev6'].map((who, at) => [`${who}@demo.shuniu.example`, seats[at]]));
    for (const [at, name] of names.entries()) {
      const seat = [...rank].find(([address]) => name.includes(address))?.[1];
      if (!seat) continue;
      await tabTo(officer, `#seat_${at + 1}`, 200);
      await officer.selectOption(`#seat_${at + 1}`, seat);
      await tabTo(officer, `#expert_${at + 1}`);
      await officer.keyboard.press('Space');
    }
    await on(officer, 'main form button');
    assert.ok(await officer.getByText('待申报').first().isVisible(), await officer.locator('main').innerText());
    officer.quiet();
    await officer.leave();

    const chair = await takesUp(world, 'ev1', `${desk}/panel`);
    await tabTo(chair, '#kind_1');
    await chair.selectOption('#kind_1', 'none');
    await tabTo(chair, '#kind_2');
    await chair.selectOption('#kind_2', 'none');
    await tabTo(chair, '#kind_3');
    await chair.selectOption('#kind_3', 'none');
    await on(chair, 'main form button');
    assert.ok(await chair.getByText('已申报').first().isVisible());
    for (const who of MEMBERS.slice(1)) {
      const member = await signIn(world.base, who);
      const { bidders } = await member.get(`${project}/panel`);
      await member.post(`${project}/panel/declare`, { declarations: bidders.map(({ bid_id }) => ({ bid_id, kind: 'none' })) });
    }

    await chair.goto('/desk');
    await on(chair, `a[href="${desk}/scores"]`);
    for (const sheet of await chair.locator('a[href$="/score-sheet"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) {
      await on(chair, `a[href="${sheet}"]`);
      const fields = await chair.locator('input[name=points]').count();
      for (let at = 1; at <= fields; at += 1) {
        await tabTo(chair, `#points_${at}`);
        await chair.keyboard.type(at === 1 ? '３０' : '20');
        await tabTo(chair, `#comment_${at}`);
        await chair.keyboard.type('方案可行。');
      }
      await on(chair, 'main form button');
    }
    await on(chair, 'form[action$="/sign"] button');
    assert.ok(await chair.getByText('您已签名').isVisible());
    for (const who of MEMBERS.slice(1)) await scores(world, who, project);

    await chair.goto('/desk');
    await on(chair, `a[href="${desk}/ranking"]`);
    await tabTo(chair, '#statement');
    await chair.keyboard.type('按序推荐。');
    await on(chair, 'main form button');
    assert.ok(await chair.getByText('已提交评审结果').isVisible());
    chair.quiet();
    await chair.leave();

    const approver = await takesUp(world, 'approver', `${desk}/award`);
    assert.ok(await approver.getByText('推荐成交').isVisible());
    await tabTo(approver, '#reason');
    await approver.keyboard.type('同意评审小组推荐意见。');
    await on(approver, 'main form button');
    approver.quiet();
    await approver.leave();

    await advance(world, AFTER_PUBLICITY);
    const drafter = await takesUp(world, 'officer', `${desk}/contract`);
    await tabTo(drafter, '#acceptance');
    await drafter.keyboard.type('街道与居民代表逐项验收。');
    await tabTo(drafter, '#paid_for_1');
    await drafter.keyboard.type('验收后一次付清');
    await on(drafter, 'main form button');
    const contract = new URL(drafter.url()).pathname;
    assert.match(contract, /^\/desk\/contracts\//, await drafter.locator('main').innerText());
    drafter.quiet();
    await drafter.leave();
    await signs(world, 'approver', contract);
    await signs(world, 'startup', contract);
    assert.equal((await (await signIn(world.base, 'officer')).get(project)).status, 'contracted');
  });

  test('a round that nobody answered leads by page to the draft of the next', async () => {
    const officer = await takesUp(world, 'officer', `/desk${world.unanswered}/failed`);
    assert.ok(await officer.getByText('收到 0 份').isVisible());
    await on(officer, 'button[value=new_round]');
    assert.equal(new URL(officer.url()).pathname, `/desk${world.unanswered}/draft`);
    assert.ok(await officer.getByText('（第 2 轮）').isVisible());
    officer.quiet();
    await officer.leave();
  });
}

/** A member gives every bid the same points and signs. */
async function scores(world, who, project) {
  const member = await signIn(world.base, who);
  const { criteria } = await member.get(project);
  const { bidders } = await member.get(`${project}/panel`);
  for (const { bid_id } of bidders) {
    await member.put(`/bids/${bid_id}/score-sheet`, { scores: criteria.map(({ key }) => ({ criterion: key, points: '20.00' })) });
  }
  await member.post(`${project}/scores/sign`, {});
}
