// The API, to bring about what a page is to be tested with.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { PASSWORD } from './server.js';

export const email = (who) => `${who}@demo.shuniu.example`;

/** Somebody who is signed in, as a program would be. */
export async function signIn(base, who) {
  const send = async (method, path, body, headers = {}) => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
      body: body && JSON.stringify(body),
    });
    const answer = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${answer}`);
    return { body: answer && JSON.parse(answer), version: response.headers.get('etag') };
  };
  const { body } = await send('POST', '/auth/login', { email: email(who), password: PASSWORD });
  const authorization = `Bearer ${body.access_token}`;
  const get = async (path) => (await send('GET', path, undefined, { authorization })).body;
  const post = async (path, command) => (await send('POST', path, command, { authorization })).body;
  /** A transition of the record, of the version that was just read. */
  const act = async (record, verb, command = {}) => {
    const { version } = await send('GET', record, undefined, { authorization });
    return (await send('POST', `${record}/${verb}`, command, { authorization, 'if-match': version })).body;
  };
  const put = async (path, command) => (await send('PUT', path, command, { authorization })).body;
  return { get, post, put, act };
}

/** Another purchase like the one that waits for its approver, submitted; its path under the desk. */
export async function submitted(world, title, changes = {}) {
  const hub = await signIn(world.base, 'hub');
  const like = await hub.get(world.places.Approval.replace('/desk', ''));
  const kept = ['area_code', 'buyer_id', 'field', 'need_ids', 'description_zh', 'instrument', 'budget_fen', 'budget_line_id', 'catalogue_item_id',
    'officer_in_charge', 'deadline', 'service_from', 'service_to', 'price_weight', 'criteria', 'requirements'];
  const draft = Object.fromEntries(kept.map((field) => [field, like[field]]));
  const project = await hub.post('/projects', { ...draft, title_zh: title, ...changes });
  await hub.act(`/projects/${project.id}`, 'submit');
  return `/desk/projects/${project.id}`;
}
