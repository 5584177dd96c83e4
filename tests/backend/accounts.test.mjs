// Accounts, organizations, members, keys and the audit log through the real program: over both databases, and what a
// browser can have over the WebAssembly service as well. Each answer is held against the OpenAPI document.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { apiTargets, openApi, owner } from './api.mjs';
import { startServer } from './chatletd.mjs';
import { databaseNames, openDatabase } from './databases.mjs';
import { Mailbox } from './mails.mjs';
import { checkDocument } from './openapi-check.mjs';

const password = 'correct horse battery';

// Wraps `api.fetch`, so that each answer is one the document describes.
async function checkAnswers(api) {
  const check = checkDocument((await api.get('/v1/openapi.json')).json);
  const plain = api.fetch.bind(api);
  api.fetch = async (path, options = {}) => {
    const answer = await plain(path, options);
    check.check(options.method ?? 'GET', path, answer.status, answer.headers.get('content-type'), answer.text);
    return answer;
  };
  return api;
}

const open = async (context, target) => checkAnswers(await openApi(context, target));

function expectProblem(answer, status, name) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.json.type, new RegExp(`/problems/${name}$`));
}

for (const target of apiTargets) {
  test(`${target}: an organization is read, renamed by its version, and made`, async (context) => {
    const api = await open(context, target);
    const first = await api.get(api.organization);
    assert.equal(first.status, 200);
    assert.equal(first.json.id, api.organizationId);
    expectProblem(await api.patch(api.organization, { name: 'Renamed' }), 428, 'needs-condition');
    expectProblem(await api.patch(api.organization, { name: 'Renamed' }, { 'If-Match': '"v99"' }), 412, 'stale');
    const renamed = await api.patch(api.organization, { name: 'Renamed' }, { 'If-Match': first.headers.get('etag') });
    assert.equal(renamed.status, 200, renamed.text);
    assert.equal(renamed.json.name, 'Renamed');
    const known = await api.get(api.organization, { 'If-None-Match': renamed.headers.get('etag') });
    assert.equal(known.status, 304);
    const second = await api.post('/v1/orgs', { name: 'Second' });
    assert.equal(second.status, 201);
    assert.equal((await api.get('/v1/orgs')).json.data.length, 2);
    expectProblem(await api.delete(`/v1/orgs/${second.json.id}?confirm=Other`), 422, 'invalid');
    assert.equal((await api.delete(`/v1/orgs/${second.json.id}?confirm=Second`)).status, 204);
    expectProblem(await api.get(`/v1/orgs/${second.json.id}`), 404, 'not-found');
  });

  test(`${target}: members are invited and the last owner stays`, async (context) => {
    const api = await open(context, target);
    const members = await api.get(`${api.organization}/members`);
    assert.equal(members.json.data.length, 1);
    const own = members.json.data[0].account;
    expectProblem(await api.patch(`${api.organization}/members/${own}`, { role: 'agent' }), 409, 'conflict');
    expectProblem(await api.delete(`${api.organization}/members/${own}`), 409, 'conflict');
    expectProblem(await api.post(`${api.organization}/leave`), 409, 'conflict');
    const invitation = await api.post(`${api.organization}/invitations`, { email: 'New@Site.example', role: 'editor' });
    assert.equal(invitation.status, 201, invitation.text);
    assert.equal(invitation.json.email, 'new@site.example');
    const listed = await api.get(`${api.organization}/invitations`);
    assert.deepEqual(listed.json.data, [invitation.json]);
    assert.equal((await api.delete(`${api.organization}/invitations/${invitation.json.id}`)).status, 204);
    assert.deepEqual((await api.get(`${api.organization}/invitations`)).json.data, []);
    const wrong = await api.post(`${api.organization}/invitations`, { email: 'x@y.z', role: 'king', extra: 1 });
    expectProblem(wrong, 422, 'invalid');
    assert.deepEqual(wrong.json.errors.map((one) => one.pointer).sort(), ['/extra', '/role']);
  });

  test(`${target}: a key does what its scopes say until it is revoked`, async (context) => {
    const api = await open(context, target);
    const made = await api.post(`${api.organization}/keys`, { name: 'CI', scopes: ['organization.read'] });
    assert.equal(made.status, 201, made.text);
    const as = { Authorization: `Bearer ${made.json.key}` };
    const stranger = api.stranger();
    assert.equal((await stranger.get(api.organization, as)).status, 200);
    expectProblem(await stranger.get(`${api.organization}/members`, as), 403, 'forbidden');
    const typo = made.json.key.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const mistyped = await stranger.get(api.organization, { Authorization: `Bearer ${typo}` });
    expectProblem(mistyped, 401, 'unauthenticated');
    assert.match(mistyped.json.detail, /mistyped/);
    assert.match(mistyped.headers.get('www-authenticate'), /^Bearer/);
    const listed = await api.get(`${api.organization}/keys`);
    assert.equal(listed.json.data[0].hint, made.json.key.slice(0, 8));
    assert.ok(!listed.text.includes(made.json.key));
    assert.notEqual(listed.json.data[0].used_at, null);
    assert.equal((await api.delete(`${api.organization}/keys/${made.json.id}`)).status, 204);
    expectProblem(await stranger.get(api.organization, as), 401, 'unauthenticated');
  });

  test(`${target}: the audit log is listed, checked and exported`, async (context) => {
    const api = await open(context, target);
    await api.post(`${api.organization}/keys`, { name: 'CI', scopes: ['bots.read'] });
    const page = await api.get(`${api.organization}/audit?limit=1`);
    assert.equal(page.json.data[0].action, 'key.create');
    assert.equal(page.json.data[0].actor_kind, 'account');
    const chain = (await api.get(`${api.organization}/audit/verify`)).json;
    assert.equal(chain.whole, true);
    assert.equal(chain.last_hash, page.json.data[0].hash);
    assert.equal(chain.last_sequence, page.json.data[0].sequence);
    const { text } = await api.get(`${api.organization}/audit/export`);
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map((one) => one.sequence), Array.from({ length: chain.entries }, (_, index) => index + 1));
    assert.deepEqual(lines.at(-1), page.json.data[0]);
  });

  test(`${target}: what needs a password is for servers alone`, async (context) => {
    const api = await open(context, target);
    const answer = await api.stranger().post('/v1/login', { email: owner.email, password: owner.password });
    if (api.isNative) assert.equal(answer.status, 200, answer.text);
    else expectProblem(answer, 501, 'native-only');
  });
}

// A server that confirms addresses, with its mails; `ask` keeps the cookie of each person.
async function openServer(context, name, settings = {}) {
  const world = {};
  // Before its folder is removed, into which it may still write a mail.
  context.after(() => {
    world.server?.child.kill('SIGTERM');
    return world.server?.ended;
  });
  const database = openDatabase(context, name);
  const config = join(database.folder, 'accounts.json');
  writeFileSync(config, JSON.stringify({ verify_mail: true, plans: 'visitor-caps', ...settings }));
  const args = [...database.args, '--config', config];
  const mails = new Mailbox(database.folder);
  const server = await startServer(context, args);
  const check = checkDocument(await (await fetch(`${server.url}/v1/openapi.json`)).json());
  return Object.assign(world, { server, mails, args, check });
}

class Person {
  cookie = '';

  constructor(world) {
    this.world = world;
  }

  async ask(method, path, body, fields = {}) {
    const headers = { 'X-Chatlet-Request': '1', ...fields };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (this.cookie) headers.Cookie = this.cookie;
    const answer = await fetch(this.world.server.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    const type = answer.headers.get('content-type');
    this.world.check.check(method, path, answer.status, type, text);
    const set = answer.headers.get('set-cookie');
    if (set) this.cookie = /Max-Age=0/.test(set) ? '' : set.split(';')[0];
    const json = /json$/.test(type ?? '') ? JSON.parse(text) : undefined;
    return { status: answer.status, headers: answer.headers, text, json };
  }

  login(email, word = password) {
    return this.ask('POST', '/v1/login', { email, password: word });
  }

  async join(email) {
    assert.equal((await this.ask('POST', '/v1/signup', { email, name: 'A Person', password })).status, 202);
    const mail = await this.world.mails.next(email);
    assert.equal((await this.ask('POST', '/v1/signup/confirm', { token: mail.token })).status, 204);
    assert.equal((await this.login(email)).status, 200);
    return mail;
  }
}

for (const name of databaseNames) {
  test(`${name}: an account opens by mail, in its language, and signs in and out`, async (context) => {
    const world = await openServer(context, name);
    const person = new Person(world);
    const wish = { email: 'Ana@Site.example', name: 'Ana', password, locale: 'pt' };
    assert.equal((await person.ask('POST', '/v1/signup', wish)).status, 202);
    const mail = await world.mails.next('ana@site.example');
    assert.equal(mail.subject, 'Confirme o seu endereço');
    assert.match(mail.head, /^From: Chatlet <noreply@localhost>\r$/m);
    assert.ok(mail.text.includes(`${world.server.url.replace('127.0.0.1', 'localhost')}/verify#token=`));
    expectProblem(await person.login('ana@site.example'), 401, 'wrong-credentials');
    assert.equal((await person.ask('POST', '/v1/signup/confirm', { token: mail.token })).status, 204);
    expectProblem(await person.ask('POST', '/v1/signup/confirm', { token: mail.token }), 410, 'expired');
    const answer = await person.login('ana@site.example');
    assert.equal(answer.status, 200, answer.text);
    const wanted = /^chatlet_session=[0-9a-z]{32}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/;
    assert.match(answer.headers.get('set-cookie'), wanted);
    assert.equal((await person.ask('GET', '/v1/account')).json.email_confirmed, true);
    assert.equal((await person.ask('GET', '/v1/account/sessions')).json.data.length, 1);
    assert.equal((await person.ask('POST', '/v1/logout')).status, 204);
    assert.equal(person.cookie, '');
    expectProblem(await person.ask('GET', '/v1/account'), 401, 'unauthenticated');
  });

  test(`${name}: no answer tells who has an account`, async (context) => {
    const world = await openServer(context, name);
    const person = new Person(world);
    await person.join('ana@site.example');
    const withoutId = (answer) => ({ ...answer.json, request_id: '' });
    const known = await new Person(world).login('ana@site.example', 'wrong');
    const unknown = await new Person(world).login('nobody@site.example', 'wrong');
    expectProblem(known, 401, 'wrong-credentials');
    assert.deepEqual(withoutId(known), withoutId(unknown));
    for (const email of ['ana@site.example', 'nobody@site.example']) {
      const reset = await person.ask('POST', '/v1/password/reset', { email });
      assert.deepEqual([reset.status, reset.text], [202, '']);
      const again = await person.ask('POST', '/v1/signup', { email, name: 'X', password });
      assert.deepEqual([again.status, again.text], [202, '']);
    }
    assert.equal((await world.mails.next('ana@site.example')).subject, 'Choose a new password');
    assert.equal((await world.mails.next('ana@site.example')).subject, 'You already have an account');
  });

  test(`${name}: guessing is slowed down, also across a restart`, async (context) => {
    const world = await openServer(context, name);
    const person = new Person(world);
    await person.join('ana@site.example');
    // From where she is signed in, tries would count on their own.
    assert.equal((await person.ask('POST', '/v1/logout')).status, 204);
    for (let i = 0; i < 10; i++) {
      expectProblem(await person.login('ana@site.example', `guess ${i}`), 401, 'wrong-credentials');
    }
    const slowed = await person.login('ana@site.example');
    expectProblem(slowed, 429, 'rate-limited');
    const wait = Number(slowed.headers.get('retry-after'));
    assert.ok(wait > 14 * 60 && wait <= 15 * 60, `Retry-After: ${wait}`);
    world.server.child.kill('SIGTERM');
    assert.equal(await world.server.ended, 0);
    world.server = await startServer(context, world.args);
    expectProblem(await new Person(world).login('ana@site.example'), 429, 'rate-limited');
  });

  test(`${name}: a forgotten password is replaced by mail, and every session ends`, async (context) => {
    const world = await openServer(context, name);
    const [laptop, phone] = [new Person(world), new Person(world)];
    await laptop.join('ana@site.example');
    await phone.ask('POST', '/v1/password/reset', { email: 'ana@site.example' });
    const { token } = await world.mails.next('ana@site.example');
    const change = { token, password: 'another horse battery' };
    const common = { token, password: 'password123' };
    expectProblem(await phone.ask('POST', '/v1/password/reset/confirm', common), 422, 'invalid');
    assert.equal((await phone.ask('POST', '/v1/password/reset/confirm', change)).status, 204);
    expectProblem(await phone.ask('POST', '/v1/password/reset/confirm', change), 410, 'expired');
    assert.equal((await world.mails.next('ana@site.example')).subject, 'Your password was changed');
    expectProblem(await laptop.ask('GET', '/v1/account'), 401, 'unauthenticated');
    expectProblem(await phone.login('ana@site.example'), 401, 'wrong-credentials');
    assert.equal((await phone.login('ana@site.example', change.password)).status, 200);
  });

  test(`${name}: who is invited joins with a new account or the one they have`, async (context) => {
    const world = await openServer(context, name);
    const [boss, friend, newcomer] = [new Person(world), new Person(world), new Person(world)];
    await boss.join('boss@site.example');
    await friend.join('friend@site.example');
    const organization = (await boss.ask('GET', '/v1/orgs')).json.data[0].organization.id;
    const invite = (email, role) => boss.ask('POST', `/v1/orgs/${organization}/invitations`, { email, role });
    assert.equal((await invite('friend@site.example', 'analyst')).status, 201);
    const forFriend = await world.mails.next('friend@site.example');
    assert.equal((await friend.ask('POST', '/v1/invitations/accept', { token: forFriend.token })).status, 200);
    assert.equal((await invite('new@site.example', 'agent')).status, 201);
    const { token } = await world.mails.next('new@site.example');
    const view = await newcomer.ask('POST', '/v1/invitations/read', { token });
    assert.equal(view.json.has_account, false);
    expectProblem(await friend.ask('POST', '/v1/invitations/accept', { token }), 403, 'forbidden');
    assert.equal((await newcomer.ask('POST', '/v1/invitations/signup', { token, name: 'New', password })).status, 201);
    const roles = (await newcomer.ask('GET', `/v1/orgs/${organization}/members`)).json.data.map((one) => one.role);
    assert.deepEqual(roles.sort(), ['agent', 'analyst', 'owner']);
    const account = (await newcomer.ask('GET', '/v1/account')).json.id;
    const transfer = { account, password };
    expectProblem(await friend.ask('POST', `/v1/orgs/${organization}/transfer`, transfer), 403, 'forbidden');
    assert.equal((await boss.ask('POST', `/v1/orgs/${organization}/transfer`, transfer)).status, 204);
    expectProblem(await boss.ask('POST', `/v1/orgs/${organization}/transfer`, transfer), 403, 'forbidden');
  });

  test(`${name}: a page of another site changes nothing`, async (context) => {
    const world = await openServer(context, name);
    const person = new Person(world);
    await person.join('ana@site.example');
    const own = world.server.url.replace('127.0.0.1', 'localhost');
    assert.equal((await person.ask('PATCH', '/v1/account', { name: 'B' }, { Origin: own })).status, 200);
    for (const fields of [{ Origin: 'https://evil.example' }, { 'X-Chatlet-Request': '' }]) {
      expectProblem(await person.ask('PATCH', '/v1/account', { name: 'C' }, fields), 403, 'foreign-origin');
    }
    const form = await person.ask('POST', '/v1/login', undefined, { 'Content-Type': 'text/plain' });
    expectProblem(form, 415, 'unsupported-type');
    assert.equal((await person.ask('GET', '/v1/account')).json.name, 'B');
  });

  test(`${name}: an owner deletes the organization, then the account`, async (context) => {
    const world = await openServer(context, name, { sign_up: true });
    const person = new Person(world);
    await person.join('ana@site.example');
    expectProblem(await person.ask('POST', '/v1/account/delete', { password }), 409, 'conflict');
    const { organization } = (await person.ask('GET', '/v1/orgs')).json.data[0];
    const query = `?confirm=${encodeURIComponent(organization.name)}`;
    assert.equal((await person.ask('DELETE', `/v1/orgs/${organization.id}${query}`)).status, 204);
    expectProblem(await person.ask('POST', '/v1/account/delete', { password: 'wrong' }), 401, 'wrong-credentials');
    assert.equal((await person.ask('POST', '/v1/account/delete', { password })).status, 204);
    expectProblem(await person.login('ana@site.example'), 401, 'wrong-credentials');
  });
}

test('accounts are opened by invitation where the operator says so', async (context) => {
  const world = await openServer(context, 'sqlite', { sign_up: false });
  const wish = { email: 'ana@site.example', name: 'Ana', password };
  expectProblem(await new Person(world).ask('POST', '/v1/signup', wish), 403, 'forbidden');
});
