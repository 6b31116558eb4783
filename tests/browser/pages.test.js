// The pages of Shuniu in a real Chromium, on SQLite and on PostgreSQL. `npm test`; docs/TESTING.md says more.

import { after, before, describe } from 'node:test';

import { account } from './account.js';
import { audit } from './audit.js';
import { bids } from './bids.js';
import { desk } from './desk.js';
import { draft } from './draft.js';
import { file } from './file.js';
import { house } from './house.js';
import { meeting } from './meeting.js';
import { notices } from './notices.js';
import { operator } from './operator.js';
import { panel } from './panel.js';
import { people } from './people.js';
import { questions } from './questions.js';
import { launch } from './support/browser.js';
import { postgres } from './support/postgres.js';
import { startDemo } from './support/server.js';
import { survey } from './survey.js';

// Whoever ends the tests ends what they started.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const cluster = await postgres();
const browser = await launch();
after(async () => {
  await browser.close();
  await cluster?.stop();
});

const databases = [['SQLite', undefined], ...(cluster ? [['PostgreSQL', cluster.url]] : [])];
for (const [name, url] of databases) {
  // All stories are told at once; what one fails of, its tests say.
  const demo = startDemo(url);
  demo.catch(() => {});
  describe(`on ${name}`, () => {
    // The tests read it once the demo has told where it serves.
    const world = { browser };
    before(async () => Object.assign(world, await demo));
    after(async () => (await demo).stop());
    // The panel's story moves the clock past every deadline: it comes after those that need an open call.
    for (const area of [notices, survey, account, desk, bids, questions, people, audit, file, draft, operator, meeting, panel, house]) area(world);
  });
}
