import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { decodeCbor, encodeEvent } = await importTs("engine/cbor.ts");

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

/** The bytes of `value` in {v: value}. */
const encoded = (value) => hex(encodeEvent({ v: value })).slice(6);

// From appendix A of RFC 8949, and what lies at the edges of a JavaScript number.
const VALUES = [
  { name: "zero", value: 0, cbor: "00" },
  { name: "one byte", value: 24, cbor: "1818" },
  { name: "two bytes", value: 1000, cbor: "1903e8" },
  { name: "four bytes", value: 1000000, cbor: "1a000f4240" },
  { name: "eight bytes", value: 1000000000000, cbor: "1b000000e8d4a51000" },
  { name: "below zero", value: -1000, cbor: "3903e7" },
  { name: "the last exact integer", value: 2 ** 53 - 1, cbor: "1b001fffffffffffff" },
  { name: "the first a number does not hold", value: 2n ** 53n, cbor: "1b0020000000000000" },
  { name: "the largest of 64 bits", value: 2n ** 63n - 1n, cbor: "1b7fffffffffffffff" },
  { name: "the smallest of 64 bits", value: -(2n ** 63n), cbor: "3b7fffffffffffffff" },
  { name: "a double", value: 1.1, cbor: "fb3ff199999999999a" },
  { name: "a double below zero", value: -4.1, cbor: "fbc010666666666666" },
  { name: "a number past the exact integers", value: 1e300, cbor: "fb7e37e43c8800759c" },
  { name: "infinity", value: Infinity, cbor: "fb7ff0000000000000" },
  { name: "negative zero", value: -0, cbor: "fb8000000000000000" },
  { name: "true", value: true, cbor: "f5" },
  { name: "null", value: null, cbor: "f6" },
  { name: "text", value: "ü", cbor: "62c3bc" },
  { name: "an empty list", value: [], cbor: "80" },
];

for (const { name, value, cbor } of VALUES) {
  test(`cbor: ${name} is written and read`, () => {
    assert.equal(encoded(value), cbor);
    assert.ok(Object.is(decodeCbor(bytes(cbor)), value) || Array.isArray(value));
  });
}

test("cbor: lists and maps within each other", () => {
  assert.equal(encoded([1, [2, 3], { a: [null] }]), "8301820203a1616181f6");
  assert.deepEqual(decodeCbor(bytes("8301820203a1616181f6")), [1, [2, 3], new Map([["a", [null]]])]);
});

test("cbor: what is undefined is left out, and a map counts what is there", () => {
  assert.equal(hex(encodeEvent({ kind: "x", filter: undefined })), "a1646b696e646178");
});

for (const [name, cbor] of [
  ["a half", "f93c00"],
  ["a single", "fa47c35000"],
  ["a double cut short", "fb3ff199"],
  ["undefined", "f7"],
  ["a tag", "c074"],
  ["two values", "0000"],
  ["a list longer than its bytes", "9bffffffffffffffff"],
  ["a text longer than its bytes", "7bffffffffffffffff"],
  ["nothing", ""],
]) {
  test(`cbor: ${name} is refused`, () => assert.equal(decodeCbor(bytes(cbor)), undefined));
}
