// One visitor's story from end to end, on every target: a bot is made, a visitor enters, talks, is counted once however
// often their browser sends, is read by the owner, and is forgotten.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { apiTargets, openApi } from './api.mjs';

const origin = 'https://shop.example';

// A UUIDv7 (RFC 9562, section 5.7).
function newId(time = Date.now()) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const happened = (type, more) => ({ id: newId(), type, time: new Date().toISOString(), ...more });

async function makeBot(api) {
  const wish = { name: 'Shop', allowed_origins: [origin], stores_conversations: true };
  const made = await api.post(`${api.organization}/bots`, wish);
  assert.equal(made.status, 201, made.text);
  return made.json;
}

// A visitor whose browser sends with its token.
async function enter(api, bot) {
  const stranger = api.stranger();
  const grant = await stranger.post(`/v1/bots/${bot.id}/visitors`, { consent: true }, { Origin: origin });
  assert.equal(grant.status, 201, grant.text);
  const fields = { Authorization: `Bearer ${grant.json.token}`, Origin: origin };
  return {
    id: grant.json.visitor,
    stores: grant.json.stores,
    send: (events) => stranger.post('/v1/events', { events }, fields),
    get: (path) => stranger.get(path, fields),
    post: (path, body) => stranger.post(path, body, fields),
  };
}

const outcomes = (answer) =>
  answer.json.results.map(({ outcome, reason }) => (reason ? `${outcome}: ${reason}` : outcome));

for (const target of apiTargets) {
  test(`${target}: a visitor talks, is counted once, is read, and is forgotten`, async (context) => {
    const api = await openApi(context, target);
    const bot = await makeBot(api);
    const visitor = await enter(api, bot);
    assert.equal(visitor.stores, true);

    const conversation = newId();
    const talk = [
      { ...happened('conversation', { conversation }), id: conversation },
      happened('message', { conversation, author: 'visitor', text: 'Where is my order?' }),
      happened('message', { conversation, author: 'bot', text: 'On its way.' }),
    ];
    const first = await visitor.send(talk);
    assert.deepEqual([first.status, outcomes(first)], [200, ['accepted', 'accepted', 'accepted']], first.text);
    const again = await visitor.send([...talk, happened('message', { conversation, author: 'pirate', text: 'Arr' })]);
    assert.deepEqual(outcomes(again).slice(0, 3), ['duplicate', 'duplicate', 'duplicate']);
    assert.match(outcomes(again)[3], /^refused: /);

    const list = await api.get(`${api.organization}/conversations`);
    assert.equal(list.status, 200, list.text);
    assert.deepEqual(list.json.data.map((one) => one.message_count), [2], list.text);
    const found = await api.get(`${api.organization}/conversations?search=order`);
    assert.equal(found.json.data.length, 1, found.text);
    const own = await visitor.get('/v1/visitor/conversations');
    assert.equal(own.json.data.length, 1, own.text);
    assert.match((await visitor.get('/v1/visitor/export')).text, /Where is my order/);

    const erased = await visitor.post('/v1/visitor/erase');
    assert.ok(erased.status === 200 || erased.status === 201, erased.text);
    assert.deepEqual((await api.get(`${api.organization}/conversations`)).json.data, []);
    assert.deepEqual((await api.get(`${api.organization}/conversations?search=order`)).json.data, []);
    assert.equal((await api.get(`${api.organization}/erasures`)).json.data.length, 1);
    const audit = await api.get(`${api.organization}/audit/verify`);
    assert.equal(audit.status, 200, audit.text);
  });

  test(`${target}: a server's usage is taken back by a negative event, never changed`, async (context) => {
    const api = await openApi(context, target);
    const bot = await makeBot(api);
    const made = await api.post(`${api.organization}/keys`, { name: 'Server', scopes: ['events.write'] });
    const key = { Authorization: `Bearer ${/chk_[0-9a-z]{38}/.exec(made.text)[0]}` };
    const send = (events) => api.stranger().post('/v1/events', { events }, key);
    const usage = happened('usage', { bot: bot.id, meter: 'model_tokens', quantity: 500 });
    assert.deepEqual(outcomes(await send([usage])), ['accepted']);
    assert.deepEqual(outcomes(await send([{ ...usage, quantity: 900 }])), ['duplicate']);
    const back = happened('usage', { bot: bot.id, meter: 'model_tokens', quantity: -200, corrects: usage.id });
    const tooMuch = happened('usage', { bot: bot.id, meter: 'model_tokens', quantity: -400, corrects: usage.id });
    const answer = outcomes(await send([back, tooMuch]));
    assert.equal(answer[0], 'accepted');
    assert.match(answer[1], /^refused: /);
  });

  test(`${target}: pages of other origins and forged tokens are refused`, async (context) => {
    const api = await openApi(context, target);
    const bot = await makeBot(api);
    const foreign = { Origin: 'https://elsewhere.example' };
    const refused = await api.stranger().post(`/v1/bots/${bot.id}/visitors`, { consent: true }, foreign);
    assert.equal(refused.status, 403, refused.text);
    const forged = { Authorization: `Bearer cvt_${'A'.repeat(56)}.${'A'.repeat(43)}`, Origin: origin };
    const answer = await api.stranger().post('/v1/events', { events: [happened('conversation', {})] }, forged);
    assert.equal(answer.status, 401, answer.text);
  });
}
