// The letters of the file transport, as their readers see them.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The HTML of every letter to this address, in no order. */
export function lettersTo(world, address) {
  const folder = join(world.data, 'outbox');
  const texts = readdirSync(folder).filter((file) => file.endsWith('.eml')).map((file) => readFileSync(join(folder, file), 'utf8'));
  return texts.filter((text) => text.includes(`To: ${address}`)).map(html);
}

function html(text) {
  const part = text.split(/^--.*$/m).find((piece) => /Content-Type: text\/html/.test(piece));
  const [head, body] = [part.slice(0, part.search(/\r?\n\r?\n/)), part.slice(part.search(/\r?\n\r?\n/))];
  // The mailer takes whichever is shorter.
  const bytes = /Content-Transfer-Encoding: base64/.test(head) ? Buffer.from(body, 'base64') : quotedPrintable(body);
  return bytes.toString('utf8').replaceAll('&#x2f;', '/');
}

function quotedPrintable(body) {
  const joined = body.replace(/=\r?\n/g, '');
  return Buffer.from(joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
}
