import assert from "node:assert/strict";
import { test } from "node:test";
import { importTs } from "./support/import-ts.mjs";

const { webAddress } = await importTs("widget/view/link-view.ts");
const MANIFEST = "https://host.example/bots/garden/manifest.json";

const CASES = [
  { name: "beside the manifest", url: "pages/a.html#b", address: "https://host.example/bots/garden/pages/a.html#b" },
  { name: "from the root", url: "/docs/a.html", address: "https://host.example/docs/a.html" },
  { name: "of another site", url: "http://other.example/a", address: "http://other.example/a" },
  { name: "empty: the folder's manifest", url: "", address: MANIFEST },
  { name: "script", url: "javascript:alert(1)", address: null },
  { name: "script in capitals after a space", url: " JavaScript:alert(1)", address: null },
  { name: "script with a tab within", url: "java\tscript:alert(1)", address: null },
  { name: "script after a control character", url: "\u0001javascript:alert(1)", address: null },
  { name: "data", url: "data:text/html,<script>alert(1)</script>", address: null },
  { name: "blob", url: "blob:https://host.example/1", address: null },
  { name: "file", url: "file:///etc/passwd", address: null },
  { name: "mail", url: "mailto:a@b.example", address: null },
  { name: "no address at all", url: "http://[", address: null },
];

for (const { name, url, address } of CASES) {
  test(`citation: ${name}`, () => assert.equal(webAddress(url, MANIFEST)?.href ?? null, address));
}
