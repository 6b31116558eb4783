// A PostgreSQL for the tests: an empty database that DATABASE_URL names, else a private cluster that lives as long as this process.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { freePort } from './server.js';

const KEEPER = fileURLToPath(new URL('../../support/postgres.sh', import.meta.url));
const PACKAGED = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs. */
function programs() {
  const packaged = existsSync(PACKAGED) ? readdirSync(PACKAGED).sort((a, b) => b - a).map((version) => join(PACKAGED, version, 'bin')) : [];
  const initdb = [...(process.env.PATH ?? '').split(delimiter), ...packaged].map((folder) => join(folder, 'initdb')).find(existsSync);
  return initdb && dirname(realpathSync(initdb));
}

/** `{ url, stop }`; nothing where PostgreSQL is not installed, unless SHUNIU_TEST_REQUIRE_PG=1 makes that a failure. */
export async function postgres() {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, stop: async () => {} };
  const folder = programs();
  if (!folder) {
    const missing = 'PostgreSQL is not installed (no initdb found) and DATABASE_URL does not name an empty database';
    if (process.env.SHUNIU_TEST_REQUIRE_PG === '1') throw new Error(missing);
    process.stderr.write(`\n!!! ${missing}: THE PAGES ARE TESTED ON SQLITE ONLY !!!\n\n`);
    return undefined;
  }
  const port = await freePort();
  // The keeper ends its server when this pipe closes, however this process ends.
  const keeper = spawn('sh', [KEEPER, folder, String(port)], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const ended = new Promise((done) => keeper.once('exit', done));
  const said = [];
  for await (const line of createInterface({ input: keeper.stdout })) {
    said.push(line);
    if (line === 'ready') {
      const stop = async () => {
        keeper.stdin.end();
        await ended;
      };
      return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
    }
  }
  throw new Error(`PostgreSQL does not start:\n${said.join('\n')}`);
}
