import assert from 'node:assert/strict';
import test from 'node:test';
import { checkIncludes } from './include-rules.mjs';
import { findViolations, pathsMatching } from './source-tree.mjs';

test('includes follow the arrows of the architecture', () => {
  assert.deepEqual(findViolations(pathsMatching(/\.[ch]$/), checkIncludes), []);
});

const refused = [
  ['stdio in the core', 'core/src/base/map.c', '#include <stdio.h>'],
  ['stdlib in a public header', 'core/include/chatlet/base.h', '#include <stdlib.h>'],
  ['the clock, indented', 'core/src/runtime/session_step.c', '  #  include <time.h>'],
  ['setjmp outside the document guard', 'core/src/base/json.c', '#include <setjmp.h>'],
  ['compile sees runtime', 'core/src/compile/compile.c', '#include "../runtime/flow_run.h"'],
  ['runtime sees compile', 'core/src/runtime/session_step.c', '#include "../compile/block_list.h"'],
  ['base sees text', 'core/src/base/str.c', '#include "../text/stem.h"'],
  ['bundle sees text', 'core/src/bundle/bundle_read.c', '#include "../text/stem.h"'],
  ['a second includer of cJSON', 'core/src/compile/bot_read.c', '#include <cjson/cJSON.h>'],
  ['a second includer of the stemmer', 'core/src/text/analyze.c', '#include <libstemmer.h>'],
  ['a second includer of cmark', 'core/src/compile/document_html.c', '#include <cmark.h>'],
  ['a second includer of gumbo', 'core/cli/cli_build.c', '#include <gumbo.h>'],
  ['the command reaches into the core', 'core/cli/cli_build.c', '#include "../src/base/arena.h"'],
  ['the server reaches into the core', 'backend/src/main.c', '#include "../../core/src/base/str.h"'],
  ['libuv outside http', 'backend/src/service/usage.c', '#include <uv.h>'],
  ['http knows the engine', 'backend/src/http/http_server.c', '#include <chatlet/session.h>'],
  ['http reaches a service', 'backend/src/http/http_server.c', '#include "../service/usage.h"'],
  ['a service reaches a route', 'backend/src/service/usage.c', '#include "../route/route_table.h"'],
  ['a route reaches the server', 'backend/src/route/route_bot.c', '#include "../http/http_server.h"'],
  ['a shim reaches into the core', 'wasm/wasm_runtime.c', '#include "../core/src/base/str.h"'],
];

for (const [name, path, text] of refused) {
  test(`refuses: ${name}`, () => assert.equal(checkIncludes(path, `/* x */\n${text}\n`).length, 1));
}

const allowed = [
  ['core/src/base/json.c', '#include <cjson/cJSON.h>'],
  ['core/src/text/analyze.c', '#include "stem.h"\n#include "../base/str.h"\n#include <string.h>'],
  ['core/src/tune/tune.c', '#include "../compile/compile.h"\n#include "../runtime/index_search.h"'],
  ['core/cli/cli_build.c', '#include "cli.h"\n#include <chatlet/compile.h>\n#include <stdio.h>'],
  ['backend/src/main.c', '#include "http/http_server.h"\n#include <uv.h>'],
  ['backend/src/route/route_bot.c', '#include "../http/http_message.h"'],
  ['wasm/wasm_runtime.c', '#include <chatlet/session.h>'],
  ['tests/unit/test_arena.c', '#include "base/arena.h"\n#include <stdlib.h>'],
];

for (const [path, text] of allowed) {
  test(`allows ${path}`, () => assert.deepEqual(checkIncludes(path, text), []));
}
