// The API's description of itself: whole, and true of real answers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startServer } from './chatletd.mjs';
import { OpenApiCheck, checkDocument } from './openapi-check.mjs';

async function start(context) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-openapi-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return startServer(context, ['--data', folder]);
}

test('every reference leads somewhere and every parameter is described', async (context) => {
  const server = await start(context);
  const answer = await fetch(`${server.url}/v1/openapi.json`);
  assert.equal(answer.status, 200);
  const document = await answer.json();
  assert.equal(document.openapi, '3.1.0');
  checkDocument(document);
});

test('answers of the server are those it describes', async (context) => {
  const server = await start(context);
  const check = checkDocument(await (await fetch(`${server.url}/v1/openapi.json`)).json());
  for (const [method, path] of [['GET', '/v1'], ['GET', '/readyz'], ['GET', '/v1/nothing'], ['DELETE', '/v1']]) {
    const answer = await fetch(server.url + path, { method });
    check.check(method, path, answer.status, answer.headers.get('content-type'), await answer.text());
  }
});

test('an answer that is not described is found', () => {
  const check = new OpenApiCheck({
    paths: {
      '/v1/a': {
        get: {
          responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } } },
        },
      },
    },
    components: { schemas: { A: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } } } },
  });
  check.check('GET', '/v1/a', 200, 'application/json', '{"n":1}');
  assert.throws(() => check.check('GET', '/v1/a', 200, 'application/json', '{"n":"1"}'), /must be integer/);
  assert.throws(() => check.check('GET', '/v1/a', 201, 'application/json', '{"n":1}'), /not described/);
  assert.throws(() => check.check('GET', '/v1/a', 200, 'text/plain', 'n'), /not described/);
});
