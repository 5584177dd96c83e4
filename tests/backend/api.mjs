// One API, three programs behind it: chatletd over SQLite, chatletd over PostgreSQL, and the backend as a WebAssembly
// module. A suite written against this file runs on all that are there:
//
//     for (const target of apiTargets) {
//       test(`${target}: a bot that was made is listed`, async (context) => {
//         const api = await openApi(context, target);
//         const { status, json } = await api.post(`${api.organization}/bots`, { name: 'Garden' });
//
// What the route table marks as native-only answers 501 on the last; `api.isNative` tells.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { startServer } from './chatletd.mjs';
import { databaseNames, openDatabase } from './databases.mjs';
import { moduleFile, openService } from '../service/support/local-service.mjs';

const hasModule = existsSync(moduleFile);
if (!hasModule) console.error(`# wasm: skipped, no ${moduleFile} (run make build)`);

/** Names of what is there to be asked: "sqlite", "postgres", "wasm". */
export const apiTargets = [...databaseNames, ...(hasModule ? ['wasm'] : [])];

export const owner = { email: 'owner@site.example', name: 'Olga Owner', password: 'seven grey herons' };

/**
 * A new and empty backend whose first owner is signed in; ended when the test `context` ends. `args` are more of
 * chatletd's; the module has none.
 */
export async function openApi(context, target, args = []) {
  const api = target === 'wasm' ? await openModule(context) : await openServer(context, target, args);
  const list = await api.get('/v1/orgs');
  assert.equal(list.status, 200, list.text);
  api.organizationId = list.json.data[0].organization.id;
  api.organization = `/v1/orgs/${api.organizationId}`;
  return api;
}

// What all have: requests of the owner, or of whom `fields` names.
class Api {
  #cookie;

  /** @param send (method, path, fields, body) ─▶ {status, fields: [[name, value], …], body: bytes} */
  constructor(name, isNative, send) {
    this.name = name;
    this.isNative = isNative;
    this.send = send;
  }

  /** Of who is signed in: `name=value`. */
  get cookie() {
    return this.#cookie;
  }

  /** Whose requests these are, unless they say it themselves. */
  useCookie(cookie) {
    this.#cookie = cookie;
  }

  /** The same backend without anybody signed in. */
  stranger() {
    return Object.assign(new Api(this.name, this.isNative, this.sendAsStranger ?? this.send), {
      organization: this.organization,
      organizationId: this.organizationId,
    });
  }

  /** body: bytes as they are, or a value that becomes JSON. ─▶ {status, headers: Headers, bytes, text, json} */
  async fetch(path, { method = 'GET', body, headers = {} } = {}) {
    const isBytes = body instanceof Uint8Array;
    const bytes = body === undefined || isBytes ? body : new TextEncoder().encode(JSON.stringify(body));
    const fields = { ...(body === undefined || isBytes ? {} : { 'Content-Type': 'application/json' }), ...headers };
    const isSigned = Object.keys(fields).some((name) => /^(authorization|cookie)$/i.test(name));
    if (!isSigned && this.#cookie) Object.assign(fields, { Cookie: this.#cookie, 'X-Chatlet-Request': '1' });
    const answer = await this.send(method, path, Object.entries(fields), bytes);
    const text = new TextDecoder().decode(answer.body);
    const got = new Headers(answer.fields);
    // fetch unpacks what a server packed; the module's bytes are as they were asked for.
    const isPacked = !this.isNative && got.has('content-encoding');
    const isJson = /[/+]json\b/.test(got.get('content-type') ?? '') && text !== '' && !isPacked;
    const json = isJson ? JSON.parse(text) : undefined;
    return { status: answer.status, headers: got, bytes: answer.body, text, json };
  }

  get(path, headers) {
    return this.fetch(path, { headers });
  }

  post(path, body, headers) {
    return this.fetch(path, { method: 'POST', body, headers });
  }

  put(path, body, headers) {
    return this.fetch(path, { method: 'PUT', body, headers });
  }

  patch(path, body, headers) {
    return this.fetch(path, { method: 'PATCH', body, headers });
  }

  delete(path, headers) {
    return this.fetch(path, { method: 'DELETE', headers });
  }
}

async function openServer(context, target, args) {
  // What is sold, so that there are quotas to come to, unless a suite says more.
  const plans = args.includes('--config') ? [] : ['--plans', 'default'];
  const server = await startServer(context, [...openDatabase(context, target).args, ...plans, ...args]);
  const api = new Api(target, true, async (method, path, fields, body) => {
    const answer = await fetch(server.url + path, { method, headers: fields, body, redirect: 'manual' });
    return { status: answer.status, fields: [...answer.headers], body: new Uint8Array(await answer.arrayBuffer()) };
  });
  api.server = server;
  await waitFor(() => /open this once to begin: \S+/.test(server.stderr.text), server);
  const token = /open this once to begin: \S*?([0-9a-z]{32})\s/.exec(server.stderr.text)?.[1];
  const answer = await api.post('/v1/setup', { token, organization: 'Site', ...owner });
  assert.equal(answer.status, 201, answer.text);
  api.useCookie(answer.headers.get('set-cookie').split(';')[0]);
  return api;
}

// The link may come a moment after the address.
async function waitFor(isThere, server) {
  while (!isThere()) {
    await new Promise((resolve) => server.child.stderr.once('data', resolve));
  }
}

async function openModule(context) {
  const { service, advance } = await openService(context, { settings: { baseUrl: 'http://localhost', now: Date.now } });
  const ask = (sign) => (method, target, fields, body) =>
    service.request({ method, target, fields, body, address: '127.0.0.1', ...(sign ? {} : { isUnsigned: true }) });
  const api = new Api('wasm', false, ask(true));
  api.sendAsStranger = ask(false);
  api.service = service;
  api.advance = advance;
  service.signIn();
  return api;
}
