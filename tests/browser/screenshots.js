// Makes the pictures of docs/screenshots: notice, approval sheet, survey, auditor's file. `npm run screenshots`.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { email } from './support/api.js';
import { launch, visit } from './support/browser.js';
import { PASSWORD, startDemo } from './support/server.js';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const TALLEST = 1250;

async function picture(world, name, path, { who, phone = false } = {}) {
  const page = await visit(world, { phone });
  await page.goto(path);
  if (who) {
    await page.fill('#email', email(who));
    await page.fill('#password', PASSWORD);
    await Promise.all([page.waitForNavigation(), page.click('main button')]);
  }
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: phone ? 390 : 900, height: Math.min(height, TALLEST) });
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  page.quiet();
  await page.leave();
}

mkdirSync(FOLDER, { recursive: true });
const demo = await startDemo();
const browser = await launch();
const world = { ...demo, browser };
try {
  await picture(world, 'notice', demo.places.Notice);
  await picture(world, 'approval', demo.places.Approval, { who: 'approver' });
  await picture(world, 'survey', demo.places.Survey, { phone: true });
  await picture(world, 'file', demo.places.File, { who: 'auditor' });
  if (process.env.ALL_PICTURES) {
    await picture(world, 'notices', '/notices', { phone: true });
    await picture(world, 'award', demo.places.Award, { who: 'approver' });
    await picture(world, 'tasks', '/desk', { who: 'approver' });
    await picture(world, 'problem', '/notices/none');
  }
} finally {
  await browser.close();
  await demo.stop();
}
