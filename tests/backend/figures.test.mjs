// GET /metrics: what an operator's Prometheus sees of the API.
import assert from 'node:assert/strict';
import test from 'node:test';
import { get, startServer } from './chatletd.mjs';
import { databaseNames, openDatabase } from './databases.mjs';

const ann = {
  email: 'ann@example.com', name: 'Ann', password: 'correct horse battery', organization: 'Acme',
};

const event = { id: '01939999-0000-7000-8000-000000000001', type: 'unanswered', time: '2026-12-01T00:00:00Z' };

function read(text) {
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const split = (row) => row.split(/ (?=\S+$)/);
  return Object.fromEntries(rows.map(split).map(([name, value]) => [name, Number(value)]));
}

for (const name of databaseNames) {
  test(`${name}: what stands in the database is counted, and what the threads do`, async (context) => {
    const server = await startServer(context, openDatabase(context, name).args);
    const before = read((await get(server.port, '/metrics')).text);
    assert.equal(before.chatletd_database_up, 1);
    assert.equal(before.chatletd_organizations, 0);
    assert.equal(before.chatletd_outbox_waiting, 0);
    const token = /\/setup[#?]token=(\w+)/.exec(server.stderr.text)[1];
    const answer = await fetch(`${server.url}/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...ann }),
    });
    assert.equal(answer.status, 201);
    const after = read((await get(server.port, '/metrics')).text);
    assert.equal(after.chatletd_organizations, 1);
    assert.equal(after.chatletd_accounts, 1);
    for (const figure of ['events', 'event_commits', 'event_requests', 'api_requests_refused']) {
      assert.equal(after[`chatletd_${figure}_total`], 0, figure);
    }
    assert.equal(after.chatletd_event_requests_waiting, 0);
    // Credentials that are none are counted, wherever they are shown.
    for (const [method, path] of [['GET', '/v1/account'], ['POST', '/v1/events']]) {
      const refused = await fetch(server.url + path, {
        method,
        headers: { authorization: 'Bearer cvt_forged', 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: JSON.stringify({ events: [event] }) } : {}),
      });
      assert.equal(refused.status, 401, path);
    }
    const last = read((await get(server.port, '/metrics')).text);
    assert.equal(last['chatletd_problems_total{problem="unauthenticated"}'], 2);
  });
}
