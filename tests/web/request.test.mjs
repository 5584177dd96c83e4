import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

globalThis.location ??= { origin: "https://site.example" };
const { replyOf, requestOf } = await importTs("host/request.ts");
const { mailTo } = await importTs("host/mail.ts");
const { jsonText, linesText, toValue } = await importTs("host/value.ts");
const { pageVars } = await importTs("widget/page-vars.ts");

const URL_HERE = "https://site.example/a?b=1";
const ORDER = { id: "id-1", url: URL_HERE, method: "POST", headers: { "X-Token": "t" }, body: null };
const order = (changes) => ({ ...ORDER, format: "json", retries: 0, once: false, timeout: 1, ...changes });

const BODY = { name: "Ada & Co", score: 7, parts: ["a", 1], big: 2n ** 60n, none: null };

test("json: a body is written with integers of any size", async () => {
  const [url, { body, headers }] = await requestOf(order({ body: BODY }));
  assert.equal(url, "https://site.example/a?b=1");
  assert.equal(body, '{"name":"Ada & Co","score":7,"parts":["a",1],"big":1152921504606846976,"none":null}');
  assert.equal(headers.get("x-token"), "t");
});

test("form: a body is written as forms are; what has parts is JSON", async () => {
  const [, { body, headers }] = await requestOf(order({ body: BODY, format: "form" }));
  assert.equal(String(body), "name=Ada+%26+Co&score=7&parts=%5B%22a%22%2C1%5D&big=1152921504606846976&none=");
  assert.equal(headers.get("idempotency-key"), "id-1");
});

test("form: to another site its key is a field, so that nobody is asked before", async () => {
  const there = { url: "https://forms.example/x", body: { a: "b" }, format: "form", headers: {} };
  const [, { body, headers }] = await requestOf(order(there));
  assert.equal(String(body), "a=b&idempotency_key=id-1");
  assert.deepEqual([...headers], []);
  const [, { body: once }] = await requestOf(order({ ...there, once: true }));
  assert.equal(String(once), "a=b");
});

test("get: the body becomes a query, and there is no key", async () => {
  const [url, { body, headers }] = await requestOf(order({ method: "GET", body: { day: "2026-03-02" } }));
  assert.equal(url, "https://site.example/a?b=1&day=2026-03-02");
  assert.equal(body, undefined);
  assert.equal(headers.has("idempotency-key"), false);
});

const REPLIES = [
  { name: "JSON", response: Response.json({ a: [1, 1.5, null] }), value: { status: 200, body: { a: [1, 1.5, null] } } },
  { name: "text", response: new Response("thanks", { status: 202 }), value: { status: 202, body: "thanks" } },
  { name: "nothing", response: new Response(null, { status: 204 }), value: { status: 204, body: "" } },
  {
    name: "JSON that is none",
    response: new Response("{", { headers: { "content-type": "application/problem+json" } }),
    value: { status: 200, body: "{" },
  },
  {
    name: "more JSON than an event holds",
    response: Response.json("x".repeat(12000)),
    value: { status: 200, body: null, cut: true },
  },
];
for (const { name, response, value } of REPLIES) {
  test(`reply: ${name}`, async () => assert.deepEqual(await replyOf(response), value));
}

test("a long text of a reply is cut", async () => {
  assert.equal((await replyOf(new Response("x".repeat(3000)))).body.length, 2000);
});

test("mail: lines, signs and addresses survive", () => {
  const { href, isCut } = mailTo("sales@example.org", "Lead & more", "Name: Ada\nPlan: 50 %");
  const url = "mailto:sales@example.org?subject=Lead%20%26%20more&body=Name%3A%20Ada%0D%0APlan%3A%2050%20%25";
  assert.deepEqual([href, isCut], [url, false]);
});

for (const [name, letter] of [["letters", "a"], ["letters of several bytes", "ü"], ["pairs of surrogates", "😀"]]) {
  test(`mail: a body of too many ${name} is cut at a character, and said so`, () => {
    const { href, isCut } = mailTo("a@b.example", "s", letter.repeat(3000));
    assert.ok(isCut);
    assert.ok(href.length <= 1800, `${href.length}`);
    assert.ok(href.length > 1750, `${href.length}`);
    assert.match(decodeURIComponent(href.split("body=")[1]), new RegExp(`^(?:${letter})+…$`, "u"));
  });
}

test("mail: nobody writes headers into a mail by its address or subject, and half a character stops nothing", () => {
  const { href } = mailTo("a@b.example?bcc=c@d.example&x", "s&bcc=e@f.example\r\nBcc: g", "\ud800");
  const query = new URL(href).searchParams;
  assert.deepEqual([...query.keys()], ["subject", "body"]);
  assert.equal(query.get("body"), "\ufffd");
});

const LIMITS = { count: 2, length: 3, depth: 2 };
for (const [name, given, value] of [
  ["at the limits", { a: "abc", b: [1, true] }, { a: "abc", b: [1, true] }],
  ["a longer text is cut", "abcd", "abc"],
  ["more items are left out", [1, 2, 3], [1, 2]],
  ["more names are left out", { a: 1, b: 2, c: 3 }, { a: 1, b: 2 }],
  ["what stands deeper is nothing", [[[1]]], [[null]]],
  ["what JSON does not have is nothing", [() => 1, undefined], [null, null]],
]) {
  test(`value: ${name}`, () => assert.deepEqual(toValue(given, LIMITS), value));
}

test("value: a name like that of JavaScript's own is a name like any", () => {
  const value = toValue(JSON.parse('{"__proto__": {"x": 1}}'), { count: 9, length: 9, depth: 9 });
  assert.equal(jsonText(value), '{"__proto__":{"x":1}}');
  assert.equal({}.x, undefined);
});

test("value: lines for people", () => {
  const value = { name: "Ada", tags: ["a", "b"], at: { city: "Rome" }, none: null };
  assert.equal(linesText(value), "name: Ada\ntags:\n  - a\n  - b\nat:\n  city: Rome\nnone: ");
});

test("page: variables come from the query, the tag and the page's own words", () => {
  const dataset = { varOrderNumber: "7", filterVersion: "15", var: "x" };
  const given = pageVars("?utm_source=mail&a=1", dataset, { plan: "pro" });
  assert.deepEqual(given, {
    url: { utm_source: "mail", a: "1" },
    page: { order_number: "7" },
    host: { plan: "pro" },
  });
  assert.deepEqual(pageVars("", {}, "no map"), { url: {}, page: {}, host: {} });
});
