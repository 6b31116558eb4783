// The public notices: plain HTML that works without JavaScript and on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, fitsThePhone, visit } from './support/browser.js';

const titles = (page) => page.locator('ul.plain > li a').allTextContents();

export function notices(world) {
  test('notices are found by field and area on a phone without JavaScript', async () => {
    const page = await visit(world, { phone: true, javaScriptEnabled: false });
    await page.goto('/notices');
    const all = await titles(page);
    assert.ok(all.includes('青年技能夜校') && all.includes('“鸟巢”就业创业服务'), all.join());

    const search = async (choices) => {
      for (const [name, value] of Object.entries(choices)) await page.selectOption(`#${name}`, value);
      await Promise.all([page.waitForNavigation(), page.click('form.filter button')]);
      return titles(page);
    };
    assert.deepEqual(await search({ field: 'jobs_startups', area: '310107' }), all);
    assert.deepEqual(await search({ open: 'true' }), ['青年技能夜校']);
    assert.deepEqual(await search({ open: 'false', field: 'elderly_meals' }), []);
    assert.ok(await page.getByText('没有符合条件的公告').isVisible());
    assert.equal(await page.inputValue('#area'), '310107', 'what was chosen stays chosen');
    page.quiet();
    await page.leave();
  });

  test('a notice is read on a phone without JavaScript, and leads to the others of its purchase', async () => {
    const page = await visit(world, { phone: true, javaScriptEnabled: false });
    await page.goto(world.places.Notice);
    assert.ok(await page.getByRole('heading', { name: '“鸟巢”就业创业服务' }).isVisible());
    assert.ok(await page.getByText('86.29').isVisible());
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: '采购公告' }).click()]);
    assert.ok(await page.getByText('谁可以投标').isVisible());
    page.quiet();
    await page.leave();
  });

  test('notices fit the phone and have no barriers', async () => {
    for (const locale of ['zh-CN', 'en-GB']) {
      const page = await visit(world, { phone: true, locale });
      for (const path of ['/notices', world.places.Notice, '/notices?area=999', '/notices/none', '/nowhere']) {
        await page.goto(path);
        await fitsThePhone(page);
        await axe(page);
      }
      page.quiet();
      await page.leave();
    }
  });

  test('a wrong address is answered by a page with a way back', async () => {
    const page = await visit(world);
    for (const [path, back] of [['/notices/none', '/notices'], ['/desk/nothing', '/desk'], ['/nowhere', '/notices']]) {
      const answer = await page.goto(path);
      assert.equal(answer.status(), 404, path);
      assert.match(answer.headers()['content-type'], /^text\/html/);
      assert.equal(await page.locator('main a').getAttribute('href'), back);
      assert.ok(await page.getByRole('alert').isVisible());
    }
    const program = await fetch(`${world.base}/notices/none`, { headers: { accept: 'application/json' } });
    assert.equal(program.headers.get('content-type'), 'application/problem+json');
    page.quiet();
    await page.leave();
  });
}
