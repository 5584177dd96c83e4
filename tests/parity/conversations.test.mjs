// tests/corpus/conversations/*.json: events and what they give, from the native engine and from WebAssembly.
// CHATLET_UPDATE=1 rewrites what is expected; read the difference like code.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { CORPUS } from "./support/corpus-bots.mjs";
import { play } from "./support/play.mjs";
import { conversationText } from "./support/script-text.mjs";

const folder = join(CORPUS, "conversations");

for (const file of readdirSync(folder).sort()) {
  const path = join(folder, file);
  const conversation = JSON.parse(readFileSync(path, "utf8"));
  test(conversation.name, async () => {
    const played = await play(conversation);
    if (process.env.CHATLET_UPDATE === "1") {
      writeFileSync(path, conversationText({ ...conversation, script: played }));
    } else {
      assert.deepEqual(played, conversation.script);
    }
  });
}
