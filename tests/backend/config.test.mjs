// The operator's file, from the program's side.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { runToEnd, startServer } from './chatletd.mjs';

const ann = {
  email: 'ann@example.com', name: 'Ann', password: 'correct horse battery', organization: 'Acme',
};

function makeConfig(context, content) {
  const folder = mkdtempSync(join(tmpdir(), 'chatlet-config-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'chatletd.json');
  writeFileSync(path, JSON.stringify({ data: join(folder, 'data'), ...content }));
  return { folder, path };
}

test('check-config says that all is well, or what is not, and starts nothing', async (context) => {
  const { folder, path } = makeConfig(context, { plans: 'seats', trusted_proxies: ['10.0.0.0/8', '::1'] });
  const good = await runToEnd(['check-config', '--config', path]);
  assert.deepEqual([good.code, good.stdout], [0, 'All settings are as they should be.\n'], good.stderr);
  const rows = [
    [{ trusted_proxies: ['10.0.0.0/33'] },
      /"trusted_proxies" takes at most \d+ addresses and networks, as in "10[.\d]+\/8"; "10[.\d]+\/33" is none\.\n$/],
    [{ plans: 'no-such' },
      /"plans" is default, visitor-caps, seats, self-hosted or the path of a table, not "no-such"\.\n$/],
    [{ tls: { certificate: join(folder, 'c.pem'), key: join(folder, 'k.pem') } },
      /"tls": .*c\.pem cannot be read\.\n$/],
    [{ colour: 'red' }, /chatletd\.json:1:\d+: "colour" is no setting; backend\/README\.md lists them\.\n$/],
  ];
  for (const [content, expected] of rows) {
    const { code, stderr } = await runToEnd(['check-config', '--config', makeConfig(context, content).path]);
    assert.equal(code, 2);
    assert.match(stderr, expected);
  }
});

test('without a payment provider nothing is sold and nobody has a quota', async (context) => {
  const { path } = makeConfig(context, {});
  const plansOf = async (...args) => {
    const server = await startServer(context, ['--config', path, ...args]);
    return (await (await fetch(`${server.url}/v1/plans`)).json()).data;
  };
  const [own, ...others] = await plansOf();
  assert.deepEqual([own.name, others.length], ['self-hosted', 0]);
  assert.deepEqual(new Set(Object.values(own.quotas)), new Set([null]));
  assert.equal((await plansOf('--plans', 'default')).length, 4);
  const selling = makeConfig(context, { stripe: { secret_key: 'sk_test_1', webhook_secrets: ['whsec_1'] } });
  const server = await startServer(context, ['--config', selling.path]);
  assert.equal((await (await fetch(`${server.url}/v1/plans`)).json()).data.length, 4);
});

test('the command line goes over the file', async (context) => {
  const { folder, path } = makeConfig(context, { base_url: 'https://one.example' });
  const args = ['--config', path, '--data', join(folder, 'other'), '--base-url', 'https://two.example'];
  const server = await startServer(context, args);
  const document = await (await fetch(`${server.url}/v1/openapi.json`)).json();
  assert.deepEqual(document.servers, [{ url: 'https://two.example' }]);
});

test('a new server prints one link for its first owner, which works once', async (context) => {
  const { path } = makeConfig(context, {});
  const server = await startServer(context, ['--config', path]);
  const token = /\/setup[#?]token=(\w+)/.exec(server.stderr.text)[1];
  const ask = () =>
    fetch(`${server.url}/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...ann }),
    });
  const first = await ask();
  assert.equal(first.status, 201, await first.clone().text());
  assert.match(first.headers.get('set-cookie'), /^chatlet_session=\w+; Path=\/; HttpOnly; SameSite=Lax/);
  const second = await ask();
  assert.equal(second.status, 410);
  assert.match((await second.json()).type, /\/problems\/expired$/);
});
