// Behind the sign-in, as somebody of the demo.

import assert from 'node:assert/strict';

import { email } from './api.js';
import { leadsOn, visit } from './browser.js';
import { PASSWORD } from './server.js';

/** Types what the sign-in asks for; the keyboard is where it must be. */
export async function typeSignIn(page, who, password = PASSWORD) {
  assert.equal(await page.evaluate(() => document.activeElement.id), 'email', 'the cursor stands in the first field');
  await page.keyboard.type(email(who));
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await leadsOn(page);
}

export async function signedIn(world, who, path, options) {
  const page = await visit(world, options);
  await page.goto(path);
  await typeSignIn(page, who);
  return page;
}
