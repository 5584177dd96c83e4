// web/src/service/database-host.ts by itself: what it does with values, rows and failures, asked as
// backend/src/store/db_sqlite_wasm.c asks it.

import assert from "node:assert/strict";
import test from "node:test";
import { importTs } from "../web/support/import-ts.mjs";
import { DatabaseHost, loadSqlite } from "./support/local-service.mjs";

const { ModuleBytes } = await importTs("compiler/module-bytes.ts");
const OK = 0;
const ROW = 100;
const DONE = 101;
const VALUE_BYTES = 24;
const SQL = 1024; // where a test puts what it asks with
const VALUES = 8192;
const TEXTS = 16384;
const REPLY = 64;
const ROW_PLACE = 32768;
const ROW_TEXTS = 65536;

// The module's side: a memory of its own, and its functions over plain values.
class Asker {
  memory = new WebAssembly.Memory({ initial: 32 });

  constructor(host) {
    const bytes = new ModuleBytes();
    bytes.attachMemory(this.memory);
    this.calls = host.imports(bytes);
  }

  get view() {
    return new DataView(this.memory.buffer);
  }

  put(address, text) {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    new Uint8Array(this.memory.buffer).set(bytes, address);
    return bytes.length;
  }

  execute(sql) {
    return this.calls.execute(SQL, this.put(SQL, sql));
  }

  prepare(sql) {
    const code = this.calls.prepare(SQL, this.put(SQL, sql), REPLY);
    const [statement, parameters, columns] = [0, 4, 8].map((at) => this.view.getUint32(REPLY + at, true));
    return { code, statement, parameters, columns };
  }

  bind(statement, values) {
    let texts = TEXTS;
    values.forEach((value, index) => {
      const at = VALUES + index * VALUE_BYTES;
      const isText = typeof value === "string";
      const kind = value === null ? 0 : typeof value === "bigint" ? 1 : isText ? 2 : 3;
      this.view.setUint32(at, kind, true);
      if (kind === 1) this.view.setBigInt64(at + 8, value, true);
      if (kind < 2) return;
      this.view.setUint32(at + 16, texts, true);
      const size = this.put(texts, value);
      this.view.setUint32(at + 20, size, true);
      texts += size;
    });
    return this.calls.bind(statement, VALUES, values.length);
  }

  step(statement, room = 1000) {
    this.view.setUint32(REPLY + 4, 0, true);
    this.view.setBigInt64(REPLY + 8, 0n, true);
    this.calls.step(statement, ROW_PLACE, ROW_TEXTS, room, REPLY);
    const code = this.view.getUint32(REPLY, true);
    return { code, needs: this.view.getUint32(REPLY + 4, true), changes: this.view.getBigInt64(REPLY + 8, true) };
  }

  row(count) {
    return Array.from({ length: count }, (_, index) => {
      const at = ROW_PLACE + index * VALUE_BYTES;
      const kind = this.view.getUint32(at, true);
      if (kind === 0) return null;
      if (kind === 1) return this.view.getBigInt64(at + 8, true);
      const [begin, size] = [16, 20].map((word) => this.view.getUint32(at + word, true));
      const bytes = new Uint8Array(this.memory.buffer, begin, size).slice();
      return kind === 2 ? new TextDecoder().decode(bytes) : bytes;
    });
  }

  errorText() {
    const size = this.calls.error_text(REPLY, 200);
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, REPLY, size));
  }
}

async function openHost(context) {
  const host = DatabaseHost.open(await loadSqlite(), { path: ":memory:" });
  assert.notEqual(typeof host, "string", host);
  context.after(() => host.close());
  return host;
}

test("values come back as they went in", async (context) => {
  const asker = new Asker(await openHost(context));
  assert.equal(asker.execute("CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d TEXT) STRICT"), OK);
  const rows = [
    [0n, "", new Uint8Array(), null],
    [-(2n ** 63n), "ünïcödé 🙂", new Uint8Array([0, 1, 255]), "x"],
    [2n ** 63n - 1n, "a".repeat(5000), new Uint8Array(6000).fill(9), null],
  ];
  const insert = asker.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4)");
  assert.deepEqual([insert.code, insert.parameters, insert.columns], [OK, 4, 0]);
  for (const row of rows) {
    assert.equal(asker.bind(insert.statement, row), OK);
    assert.deepEqual(asker.step(insert.statement), { code: DONE, needs: 0, changes: 1n });
    asker.calls.reset(insert.statement);
  }
  const select = asker.prepare("SELECT a, b, c, d FROM t ORDER BY rowid");
  assert.equal(select.columns, 4);
  for (const row of rows) {
    const { code, needs } = asker.step(select.statement);
    assert.equal(code, ROW);
    if (needs > 1000) asker.calls.row(select.statement, ROW_PLACE, ROW_TEXTS);
    assert.deepEqual(asker.row(4), row);
  }
  assert.deepEqual(asker.step(select.statement), { code: DONE, needs: 0, changes: 0n });
});

test("failures are SQLite's codes and words", async (context) => {
  const asker = new Asker(await openHost(context));
  assert.equal(asker.execute("nonsense"), 1);
  assert.match(asker.errorText(), /syntax error/);
  assert.deepEqual(asker.prepare("SELECT * FROM missing").code, 1);
  assert.equal(asker.execute("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT; INSERT INTO t VALUES (1)"), OK);
  const insert = asker.prepare("INSERT INTO t VALUES (?1)");
  assert.equal(asker.bind(insert.statement, [1n]), OK);
  assert.equal(asker.step(insert.statement).code & 0xff, 19);
  assert.match(asker.errorText(), /UNIQUE/);
});

test("what one module left is ended when the next begins", async (context) => {
  const host = await openHost(context);
  const first = new Asker(host);
  assert.equal(first.execute("CREATE TABLE t (a INTEGER) STRICT; BEGIN; INSERT INTO t VALUES (1)"), OK);
  first.prepare("SELECT a FROM t");
  assert.equal(first.calls.in_transaction(), 1);
  const second = new Asker(host);
  assert.equal(second.calls.in_transaction(), 0);
  const count = second.prepare("SELECT COUNT(*) FROM t");
  assert.equal(second.step(count.statement).code, ROW);
  assert.deepEqual(second.row(1), [0n]);
  assert.equal(first.execute("SELECT 1"), 21);
  assert.match(first.errorText(), /another module has it/);
});

test("a closed database gives failures to whoever still asks", async () => {
  const host = DatabaseHost.open(await loadSqlite(), { path: ":memory:" });
  const asker = new Asker(host);
  const { statement } = asker.prepare("SELECT 1");
  host.close();
  host.close();
  assert.equal(asker.step(statement).code, 21);
  asker.calls.reset(statement);
  asker.calls.finalize(statement);
  assert.equal(asker.calls.in_transaction(), 0);
});

test("a path that cannot be opened is told in words", async () => {
  const sqlite = await loadSqlite();
  assert.match(DatabaseHost.open(sqlite, { path: "a.db", vfs: "none such" }), /no such vfs/);
  assert.match(DatabaseHost.open({ wasm: { exports: {}, memory: undefined } }, { path: ":memory:" }), /not the SQLite/);
});
