// The same questions to chatletd on SQLite, on PostgreSQL, and to the backend as a WebAssembly module.
import assert from 'node:assert/strict';
import test from 'node:test';
import { apiTargets, openApi, owner } from './api.mjs';
import { checkDocument } from './openapi-check.mjs';

// Questions whose answers must be alike but for names and times: [method, path, body].
const questions = [
  ['GET', '/v1/account'],
  ['PATCH', '/v1/account', { name: 'Olga', locale: 'es' }],
  ['PATCH', '/v1/account', { name: '', surprise: 1 }],
  ['GET', '{organization}'],
  ['PATCH', '{organization}', { name: 'Gardens' }],
  ['GET', '{organization}/members'],
  ['POST', '{organization}/invitations', { email: 'new@site.example', role: 'editor' }],
  ['POST', '{organization}/invitations', { email: 'nobody', role: 'king' }],
  ['GET', '{organization}/invitations'],
  ['POST', '{organization}/keys', { name: 'Deploy', scopes: ['bots.read', 'bots.create'] }],
  ['GET', '{organization}/keys'],
  ['GET', '{organization}/audit'],
  ['GET', '{organization}/audit/verify'],
  ['GET', '{organization}/audit?limit=0'],
  ['GET', '/v1/orgs/org_0000000000000'],
  ['PUT', '{organization}'],
  ['GET', '/v1/account/sessions'],
];

const personal = 'request_id address email user_agent hash last_hash next_cursor hint name plan'.split(' ');

// What differs from one run to the next.
function blurred(value) {
  if (Array.isArray(value)) return value.map(blurred);
  if (typeof value === 'string') {
    return value
      .replace(/\b[a-z]{3}_[0-9a-z]{13}\b/g, 'ID')
      .replace(/\b[a-z]{3}_[0-9a-z]{4}…?$/g, 'HINT')
      .replace(/\bchk_[0-9a-z]+/g, 'KEY')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/https?:\/\/localhost(:\d+)?/g, 'BASE');
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, personal.includes(key) && one !== null ? 'SOME' : blurred(one)]),
  );
}

const seen = new Map();

for (const target of apiTargets) {
  test(`${target}: answers are those of every other target`, async (context) => {
    const api = await openApi(context, target);
    const check = checkDocument((await api.get('/v1/openapi.json')).json);
    for (const [method, pattern, body] of questions) {
      const path = pattern.replace('{organization}', api.organization);
      const answer = await api.fetch(path, { method, body });
      check.check(method, path, answer.status, answer.headers.get('content-type'), answer.text);
      const name = `${method} ${pattern} ${JSON.stringify(body)}`;
      const short = { status: answer.status, json: blurred(answer.json) };
      if (pattern.endsWith('/audit') || pattern.endsWith('/sessions')) delete short.json; // how one came in differs
      if (seen.has(name)) assert.deepEqual(short, seen.get(name), name);
      else seen.set(name, short);
    }
  });

  test(`${target}: a stranger is told to sign in, a key does what its scopes say`, async (context) => {
    const api = await openApi(context, target);
    assert.equal((await api.stranger().get(api.organization)).status, 401);
    const made = await api.post(`${api.organization}/keys`, { name: 'Reader', scopes: ['members.read'] });
    assert.equal(made.status, 201, made.text);
    const key = { Authorization: `Bearer ${/chk_[0-9a-z]{38}/.exec(made.text)[0]}` };
    assert.equal((await api.get(`${api.organization}/members`, key)).status, 200);
    assert.equal((await api.get(`${api.organization}/keys`, key)).status, 403);
    const mistyped = { Authorization: key.Authorization.slice(0, -1) + (key.Authorization.endsWith('0') ? '1' : '0') };
    assert.equal((await api.get(`${api.organization}/members`, mistyped)).status, 401);
  });

  test(`${target}: passwords are asked of a server alone`, async (context) => {
    const api = await openApi(context, target);
    const answer = await api.stranger().post('/v1/login', { email: owner.email, password: owner.password });
    assert.equal(answer.status, api.isNative ? 200 : 501, answer.text);
    if (!api.isNative) assert.match(answer.json.type, /\/problems\/native-only$/);
  });
}
