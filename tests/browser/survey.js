// The answer page of a survey, on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signIn } from './support/api.js';
import { axe, fitsThePhone, leadsOn, tabTo, visit } from './support/browser.js';

const WISH = '多一些长椅和树荫';

async function heading(page) {
  return page.getByRole('heading', { level: 1 }).innerText();
}

/** A link that answers once. */
async function invitation(world) {
  const hub = await signIn(world.base, 'hub');
  const { items } = await hub.get('/surveys');
  const { links } = await hub.post(`/surveys/${items[0].id}/invitations`, { count: 1 });
  return `/s/${links[0].token}`;
}

export function survey(world) {
  test('a link is answered once, on a phone, by keyboard alone, without JavaScript for it', async () => {
    const path = await invitation(world);
    const page = await visit(world, { phone: true });
    await page.goto(path);
    await fitsThePhone(page);
    await axe(page);
    await tabTo(page, '#consent');
    await page.keyboard.press('Space');
    await tabTo(page, '[name="q.category"]');
    await page.keyboard.press('Space');
    await tabTo(page, '[name="q.services"]');
    await page.keyboard.press('Space');
    await tabTo(page, '[name="q.content"]');
    await page.keyboard.press('ArrowRight');
    await tabTo(page, 'textarea');
    await page.keyboard.type(WISH);
    await tabTo(page, '.survey form > button:not([hidden])');
    await leadsOn(page);
    assert.equal(new URL(page.url()).pathname, '/s/thanks');
    assert.equal(await heading(page), '谢谢您的回答');
    await axe(page);

    const again = await page.goto(path);
    assert.equal(again.status(), 409);
    assert.equal(await heading(page), '这份答卷已经收到');
    await axe(page);
    page.quiet();
    await page.leave();
  });

  test('the questions print, for whoever answers on paper', async () => {
    const page = await visit(world);
    await page.goto(world.places.Survey);
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual([await page.locator('textarea').isVisible(), await page.locator('.switch').isVisible()], [true, false]);
    await page.leave();
  });

  test('what is missing is said beside its question, and nothing that was filled in is lost', async () => {
    const page = await visit(world, { phone: true, javaScriptEnabled: false });
    await page.goto(world.places.Survey);
    await page.fill('textarea', WISH);
    await Promise.all([page.waitForNavigation(), page.click('.survey form > button:not([hidden])')]);
    assert.match(await page.getByRole('alert').innerText(), /请修改/);
    assert.equal(await page.inputValue('textarea'), WISH);
    await page.leave();
  });

  test('the other language keeps what was filled in, and Enter sends', async () => {
    const page = await visit(world, { phone: true });
    await page.goto(world.places.Survey);
    await page.check('#consent');
    await page.check('#q-category-safety');
    await page.fill('textarea', WISH);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'English' }).click()]);
    assert.equal(await heading(page), 'What Changshou Road needs');
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    assert.ok((await page.isChecked('#consent')) && (await page.isChecked('#q-category-safety')));
    assert.equal(await page.inputValue('textarea'), WISH);
    await fitsThePhone(page);
    await axe(page);
    await page.focus('#q-category-safety');
    await leadsOn(page);
    assert.equal(await heading(page), 'Thank you for your answers');
    page.quiet();
    await page.leave();
  });

  test('a link that leads nowhere says so', async () => {
    const page = await visit(world, { phone: true });
    for (const [language, words] of [['zh', '没有这份问卷'], ['en', 'There is no such survey']]) {
      const answer = await page.goto(`/s/shn_survey_mistyped?lang=${language}`);
      assert.equal(answer.status(), 404);
      assert.equal(await heading(page), words);
      await axe(page);
    }
    page.quiet();
    await page.leave();
  });
}
