// The service under test: `shuniu demo` in a folder of its own, with the pages that it says are worth looking at.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const PASSWORD = 'changshou-lu-demo-2026';

/** The program: SHUNIU_BIN, else the release build, else the debug build. */
function program() {
  const target = process.env.CARGO_TARGET_DIR || join(ROOT, 'target');
  const found = [process.env.SHUNIU_BIN, join(target, 'release/shuniu'), join(target, 'debug/shuniu')].find((path) => path && existsSync(path));
  if (!found) throw new Error('no shuniu to test: build it with `cargo build --release`, or name it in SHUNIU_BIN');
  return found;
}

export function freePort() {
  return new Promise((found, failed) => {
    const listener = createServer().once('error', failed);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => found(port));
    });
  });
}

/** Plays the story and serves. `places` are the paths that the demo prints, by their English word. */
export async function startDemo(databaseUrl) {
  const base = `http://127.0.0.1:${await freePort()}`;
  const data = mkdtempSync(join(tmpdir(), 'shuniu-browser-'));
  const env = { ...process.env, DATABASE_URL: databaseUrl ?? '' };
  if (!databaseUrl) delete env.DATABASE_URL;
  const child = spawn(program(), ['demo', '--bind', base.slice('http://'.length), '--data', data], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const said = [];
  const places = {};
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const place = line.match(/ (\w+) +(http:\/\/\S+?)(?: |$)/);
    if (place) places[place[1]] = place[2].slice(base.length);
    if (line.startsWith('Ctrl-C')) break;
  }
  if (!places.Approval || !places.File) throw new Error(`the demo did not say where to look:\n${said.join('\n')}`);
  // What it says later must not fill the pipe.
  child.stdout.resume();
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    process.removeListener('exit', kill);
    rmSync(data, { recursive: true, force: true });
  };
  return { base, data, places, stop };
}
