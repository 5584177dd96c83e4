// The backend in a worker of a page, on SQLite in the browser's private file system: what was done is there after a
// reload and in the next worker, and a second worker is told that the files are taken.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchBrowser, openPage, reasonToSkip, ROOT } from "./support/browser.mjs";
import { startServer } from "./support/test-server.mjs";

const PACKAGE = join(ROOT, "build/web/package");
const service = join(PACKAGE, "service/chatlet-service.wasm");
const skip = reasonToSkip() || (existsSync(service) ? false : `no ${service} (run make build)`);
const SQLITE = join(ROOT, "node_modules/@sqlite.org/sqlite-wasm/dist");
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

// Opens the database in OPFS and does what it is told; each message is a list of requests [method, path, body].
const WORKER = `
  import start from "/sqlite/index.mjs";
  import { DatabaseHost, Service, serviceUrl } from "/package/service.js";

  async function open() {
    const sqlite = await start();
    const pool = await sqlite.installOpfsSAHPoolVfs({ name: "chatlet", initialCapacity: 4 });
    const database = DatabaseHost.open(sqlite, { path: "/chatlet.db", vfs: pool.vfsName });
    if (typeof database === "string") throw new Error(database);
    const module = await WebAssembly.compileStreaming(fetch(serviceUrl()));
    const settings = { baseUrl: location.origin, secret: new Uint8Array(32) };
    const service = await Service.open(module, database, settings);
    if (typeof service === "string") throw new Error(service);
    return service;
  }

  async function run(requests) {
    const begun = performance.now();
    const service = await open();
    const organization = service.signIn();
    const answers = [];
    for (const [method, path, body] of requests) {
      const request = new Request(new URL(path.replace("{organization}", organization), location.origin), {
        method,
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body ? JSON.stringify(body) : undefined,
      });
      const answer = await service.fetch(request);
      answers.push([answer.status, await answer.json()]);
    }
    return { organization, answers, took: performance.now() - begun };
  }

  onmessage = ({ data }) => run(data).then(postMessage, (error) => postMessage({ failure: String(error) }));`;

let browser;
let site;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  site = await startServer();
  site.folder("/package/", PACKAGE);
  site.folder("/sqlite/", SQLITE);
  site.page("/page", "<!doctype html><title>Service</title>", { "content-security-policy": POLICY });
  site.page("/worker.js", WORKER, { "content-type": "text/javascript" });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

// Starts a worker in the page, has it do the requests, and leaves it running unless it is to end.
function work(page, requests, ends = true) {
  return page.evaluate(
    ([list, isOver]) =>
      new Promise((resolve) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onerror = (event) => resolve({ failure: event.message });
        worker.onmessage = ({ data }) => {
          if (isOver) worker.terminate();
          resolve(data);
        };
        worker.postMessage(list);
      }),
    [requests, ends],
  );
}

test("what was stored in the private file system is there after a reload", { skip }, async (context) => {
  const { page, context: profile, problems } = await openPage(browser);
  context.after(() => profile.close());
  await page.goto(site.origin + "/page");
  const first = await work(page, [["POST", "/v1/orgs/{organization}/bots", { name: "Garden" }]]);
  assert.equal(first.failure, undefined);
  context.diagnostic(`a new database and a first bot: ${Math.round(first.took)} ms`);
  assert.deepEqual(first.answers.map(([status]) => status), [201]);
  await page.reload();
  const second = await work(page, [["GET", "/v1/orgs/{organization}/bots"]]);
  context.diagnostic(`the same again: ${Math.round(second.took)} ms`);
  assert.equal(second.organization, first.organization);
  const [[status, { data }]] = second.answers;
  assert.deepEqual([status, data.map(({ name }) => name)], [200, ["Garden"]]);
  assert.deepEqual(problems, []);
});

test("a second worker is told that the files are taken", { skip }, async (context) => {
  const { page, context: profile } = await openPage(browser);
  context.after(() => profile.close());
  await page.goto(site.origin + "/page");
  assert.equal((await work(page, [], false)).failure, undefined);
  assert.match((await work(page, [])).failure, /Access Handle/i);
});
