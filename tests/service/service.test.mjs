// The backend as a module: it stands over a database, signs its one person in, answers its routes, and says what it
// does not offer. What the routes themselves do is told by tests/backend, on this target as on the others.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  ask,
  DatabaseHost,
  loadModule,
  loadSqlite,
  openService,
  reasonToSkip,
  Service,
  virtualWorld,
} from "./support/local-service.mjs";

const skip = reasonToSkip();

test("a service stands over a new database, and again over the same", { skip }, async (context) => {
  const { service, database } = await openService(context);
  const organization = service.signIn();
  assert.match(organization, /^org_[0-9a-z]{13}$/);
  service.close();
  const again = await openService(context, { database });
  assert.equal(again.service.signIn(), organization);
});

test("an address that is not there is a problem document", { skip }, async (context) => {
  const { service } = await openService(context);
  const answer = await ask(service, "GET", "/v1/nothing?a=b");
  assert.equal(answer.status, 404);
  assert.equal(answer.json.type, "https://chat.example/problems/not-found");
  const response = await service.fetch(new Request("https://elsewhere.example/v1"));
  assert.deepEqual([response.status, (await response.json()).name], [200, "chatletd"]);
});

test("nothing waits to be sent when nothing was done", { skip }, async (context) => {
  const { service } = await openService(context);
  assert.equal(service.nextDelivery(), undefined);
  assert.equal(await service.deliver(() => assert.fail("nothing to send")), 0);
});

test("a module that stopped answers 503, and the next finds all that was stored", { skip }, async (context) => {
  const world = virtualWorld();
  let breaks = false;
  const settings = {
    ...world.settings,
    now: () => world.clock.now,
    fillRandom(bytes) {
      if (breaks) throw new Error("broken");
      world.settings.fillRandom(bytes);
    },
  };
  const { service, database } = await openService(context, { settings });
  const organization = service.signIn();
  breaks = true;
  assert.equal(service.signIn(), undefined);
  assert.equal((await ask(service, "GET", "/v1")).status, 503);
  breaks = false;
  const again = await openService(context, { database });
  assert.equal(again.service.signIn(), organization);
});

test("settings and modules that are not right are told in words", { skip }, async (context) => {
  const database = DatabaseHost.open(await loadSqlite(), { path: ":memory:" });
  context.after(() => database.close());
  const { settings } = virtualWorld();
  const open = (more, module = loadModule()) => Service.open(module, database, { ...settings, ...more });
  assert.equal(await open({ baseUrl: "" }), "base_url is missing in the settings");
  assert.equal(await open({ secret: new Uint8Array(31) }), "secret must be 64 hexadecimal digits");
  assert.equal(await open({ plans: "none" }), "plans must be default, visitor-caps or seats");
  const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  assert.equal(await open({}, empty), "the module is not the service's");
});

test("a database of a newer version is left alone", { skip }, async (context) => {
  const { service, database } = await openService(context);
  service.close();
  const sql = "INSERT INTO schema_migrations (number, name, sql, applied_at_ms) VALUES (9000, 'later', '', 0)";
  assert.equal(runOn(database, sql), 0);
  await assert.rejects(openService(context, { database }), /the database is of a newer version of Chatlet/);
});

// Runs SQL as a module would.
function runOn(database, sql) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const view = (address, size) => new Uint8Array(memory.buffer, address, size);
  const bytes = new TextEncoder().encode(sql);
  view(8, bytes.length).set(bytes);
  return database.imports({ view }).execute(8, bytes.length);
}
test("the owner's requests are signed, a stranger's are not", { skip }, async (context) => {
  const { service } = await openService(context);
  assert.equal((await ask(service, "GET", "/v1/account")).status, 401);
  service.signIn();
  assert.equal((await ask(service, "GET", "/v1/account")).status, 200);
  const foreign = [["Authorization", "Bearer chk_wrong"]];
  assert.equal((await ask(service, "GET", "/v1/account", undefined, foreign)).status, 401);
});

test("what needs a server is answered as such", { skip }, async (context) => {
  const { service } = await openService(context);
  const answer = await ask(service, "POST", "/v1/login", { email: "a@b.example", password: "correct horse" });
  assert.deepEqual([answer.status, answer.json.title], [501, "Only a server offers this, not the browser's demo"]);
});


test("a mail that is left goes to whoever shows it, and is not shown again", { skip }, async (context) => {
  const { service, advance } = await openService(context);
  const organization = service.signIn();
  const invited = { email: "new@site.example", role: "editor" };
  assert.equal((await ask(service, "POST", `/v1/orgs/${organization}/invitations`, invited)).status, 201);
  assert.ok(service.nextDelivery() !== undefined);
  const shown = [];
  const failing = async () => ({ arrived: false, failure: "no network" });
  assert.equal(await service.deliver(failing), 1);
  assert.equal(await service.deliver(() => assert.fail("it is not due again yet")), 0);
  advance(10_000);
  const showing = async (delivery) => {
    shown.push(delivery);
    return { arrived: true, status: 250 };
  };
  assert.equal(await service.deliver(showing), 1);
  assert.deepEqual(shown.map(({ kind, to }) => [kind, to]), [["mail", "new@site.example"]]);
  assert.match(shown[0].text, /^Subject: /m);
  assert.equal(service.nextDelivery(), undefined);
});

test("words with zero bytes and broken UTF-8 are refused, not stored", { skip }, async (context) => {
  const { service } = await openService(context);
  const organization = service.signIn();
  const rename = (name) => ask(service, "PATCH", `/v1/orgs/${organization}`, { name });
  const zero = await rename("a\u0000b");
  assert.ok(zero.status === 422 || zero.status === 400, String(zero.status));
  const body = new Uint8Array([...new TextEncoder().encode('{"name":"'), 0xff, ...new TextEncoder().encode('"}')]);
  const broken = await service.request({ method: "PATCH", target: `/v1/orgs/${organization}`,
    fields: [["Content-Type", "application/json"]], body });
  assert.equal(broken.status, 400);
  assert.equal((await ask(service, "GET", `/v1/orgs/${organization}`)).status, 200);
});

test("chores end sessions that were left long ago", { skip }, async (context) => {
  const { service, advance } = await openService(context);
  service.signIn();
  assert.equal(service.tidy(), false);
  advance(15 * 24 * 3600 * 1000);
  assert.equal((await ask(service, "GET", "/v1/account")).status, 401);
  assert.equal(service.tidy(), false);
  service.signIn();
  assert.equal((await ask(service, "GET", "/v1/account/sessions")).json.data.length, 1);
});

// Every row of the route table: [method, path, whether only a server offers it].
function readRoutes() {
  const source = readFileSync(new URL("../../backend/src/route/route_table.c", import.meta.url), "utf8");
  const rows = [...source.matchAll(/\{"\w+",\s*HTTP_METHOD_(\w+),\s*"([^"]+)",([^{}]*)\}/g)];
  return rows.map(([, method, path, rest]) => [method, path, /\bROUTE_NATIVE_ONLY\b/.test(rest)]);
}

test("every route answers: those that need a server 501, the others something else", { skip }, async (context) => {
  const { service } = await openService(context);
  const organization = service.signIn();
  const routes = readRoutes();
  assert.ok(routes.length > 60, `${routes.length} routes were read`);
  assert.ok(routes.some(([, , isNative]) => isNative));
  for (const [method, pattern, isNative] of routes) {
    const path = pattern.replace("{organization}", organization).replace(/\{\*?\w+\}/g, "x");
    const answer = await ask(service, method, path);
    const isMissing = answer.status === 501;
    assert.equal(isMissing, isNative, `${method} ${path}: ${answer.status}`);
    assert.notEqual(answer.status, 500, `${method} ${path}: ${JSON.stringify(answer.json)}`);
  }
});
