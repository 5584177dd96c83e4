// The bots that people start from: each is right, passes its own tests in all its languages, and these go nearly
// everywhere in it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Workshop } from './support/workshop.mjs';

const NODES_PERCENT = 95;
const WAYS_PERCENT = 90;

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../core/cli/templates');
const names = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];

for (const name of names) {
  test(`${name}: its own tests pass, in English, Spanish and Portuguese`, (context) => {
    const shop = new Workshop(context);
    assert.equal(shop.run('new', name, 'bot').status, 0);
    const { json, status, stderr } = shop.runJson('test', 'bot', '--coverage');
    const failed = json.tests.filter((one) => !one.passed);
    assert.deepEqual(failed, []);
    assert.equal(status, 0, stderr);
    for (const locale of ['en', 'es', 'pt']) {
      assert.ok(json.tests.some((one) => one.name.endsWith(`(${locale})`)), `tests in ${locale}`);
    }
    const { nodes, nodes_entered: entered, ways, ways_gone: gone } = json.coverage;
    context.diagnostic(`${json.passed} tests, ${entered} of ${nodes} nodes, ${gone} of ${ways} ways`);
    assert.ok(100 * entered >= NODES_PERCENT * nodes, JSON.stringify(json.coverage.never));
    assert.ok(100 * gone >= WAYS_PERCENT * ways, JSON.stringify(json.coverage.never));
  });
}
