// The pages of Shuniu in a real Chromium, on SQLite and on PostgreSQL. `npm test`; docs/TESTING.md says more.

import { after, before, describe } from 'node:test';

import { desk } from './desk.js';
import { file } from './file.js';
import { house } from './house.js';
import { notices } from './notices.js';
import { launch } from './support/browser.js';
import { postgres } from './support/postgres.js';
import { startDemo } from './support/server.js';
import { survey } from './survey.js';

const cluster = await postgres();
const browser = await launch();
after(async () => {
  await browser.close();
  await cluster?.stop();
});

for (const [name, url] of [['SQLite', undefined], ['PostgreSQL', cluster?.url]]) {
  if (name === 'PostgreSQL' && !url) continue;
  describe(`on ${name}`, () => {
    // The tests read it once the demo has told where it serves.
    const world = { browser };
    before(async () => Object.assign(world, await startDemo(url)));
    after(async () => world.stop?.());
    for (const area of [notices, survey, desk, file, house]) area(world);
  });
}
