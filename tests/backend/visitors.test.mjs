// Visitors, what they say, and what an organization sees of it, through every kind of backend.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import test from 'node:test';
import { apiTargets, openApi } from './api.mjs';
import { makeBot } from './built-bot.mjs';
import { OpenApiCheck } from './openapi-check.mjs';

const origin = 'https://shop.example';

// Every answer of these suites is held against the API's own description.
async function open(context, target, wish = {}) {
  const api = await openApi(context, target);
  const check = new OpenApiCheck((await api.get('/v1/openapi.json')).json);
  const plain = api.fetch.bind(api);
  api.fetch = async (path, options = {}) => {
    const answer = await plain(path, options);
    check.check(options.method ?? 'GET', path, answer.status, answer.headers.get('content-type'), answer.text);
    return answer;
  };
  const bot = await makeBot(api, { allowed_origins: [origin], stores_conversations: true, ...wish });
  return { api, bot };
}

/** A UUID of version 7 of `time` ms. */
function uuid(time = Date.now()) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const from = (place) => ({ Origin: place });
const enter = (api, bot, wish = { consent: true }, headers = from(origin)) =>
  api.stranger().post(`/v1/bots/${bot.id}/visitors`, wish, headers);

/** A visitor's browser: its token, and events that it sends. */
async function visitor(api, bot, wish) {
  const { status, json, text } = await enter(api, bot, wish);
  assert.equal(status, 201, text);
  const signed = { Authorization: `Bearer ${json.token}`, ...from(origin) };
  const send = async (...events) => {
    const answer = await api.stranger().post('/v1/events', { events }, signed);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.results.map(({ outcome, reason }) => (reason ? `${outcome}: ${reason}` : outcome));
  };
  const ask = (path, method = 'GET') => api.stranger().fetch(path, { method, headers: signed });
  return { ...json, send, ask };
}

/** An event maker for one conversation. */
function talk(time = Date.now()) {
  const conversation = uuid(time);
  const common = { time: new Date(time).toISOString(), conversation };
  const make = (type, more = {}) => ({ id: uuid(time), type, ...common, ...more });
  return {
    begin: { ...make('conversation'), id: conversation },
    say: (text) => make('message', { author: 'visitor', text }),
    answer: (text, response_ms = 20) => make('message', { author: 'bot', text, data: { response_ms } }),
    make,
  };
}

for (const target of apiTargets) {
  test(`${target}: a conversation is kept, found, read and written out`, async (context) => {
    const { api, bot } = await open(context, target);
    const ada = await visitor(api, bot);
    assert.deepEqual([ada.stores, ada.crawler, ada.quota.state], [true, false, 'ok']);
    const { begin, say, answer, make } = talk();
    const hello = say('Do you ship parcels to Malm\u00f6?');
    assert.deepEqual(await ada.send(begin, hello, answer('I do not know.')), ['accepted', 'accepted', 'accepted']);
    // Sent again it is known; nothing is there twice.
    assert.deepEqual(await ada.send(begin, hello), ['duplicate', 'duplicate']);
    const nodes = make('node', { data: { nodes: ['main.hello', 'main.ship'] } });
    const lead = make('lead', { data: { what: 'ticket', fields: { email: 'ada@site.example', note: '=1+1' } } });
    await ada.send(make('unanswered', { text: hello.text }), make('feedback', { data: { value: -1 } }), nodes, lead);

    const find = async (query) => (await api.get(`${api.organization}/conversations?${query}`)).json.data;
    const list = await find('q=PARCELS%20malmo&unanswered=true&rating=bad');
    assert.equal(list.length, 1);
    const [{ excerpt, message_count, ...whose }] = list;
    assert.deepEqual([whose.bot, whose.visitor, excerpt, message_count], [bot.id, ada.visitor, hello.text, 2]);
    const path = `${api.organization}/conversations/${list[0].id}`;
    const whole = (await api.get(path)).json;
    const said = whole.messages.map(({ author, text }) => [author, text]);
    assert.deepEqual(said, [['visitor', hello.text], ['bot', 'I do not know.']]);
    assert.deepEqual(whole.leads[0].fields.fields, { email: 'ada@site.example', note: '=1+1' });
    const { text } = await api.get(`${path}/transcript`);
    assert.match(text, /Z visitor: Do you ship parcels to Malm\u00f6\?\n.*Z bot: I do not know\.\n$/);
    const labelled = await api.put(`${path}/labels`, { labels: ['vip', 'shipping'] });
    assert.deepEqual(labelled.json.labels, ['shipping', 'vip']);
    assert.equal((await find('label=vip')).length, 1);

    const questions = (await api.get(`${api.organization}/unanswered`)).json.data;
    assert.deepEqual(questions.map(({ question, count }) => [question, count]), [[hello.text, 1]]);
    const table = await api.get(`${api.organization}/leads/export`);
    assert.match(table.headers.get('content-type'), /^text\/csv/);
    assert.match(table.text, /^lead,bot,conversation,at,fields\r\nled_/);
    const figures = (await api.get(`${api.organization}/analytics?bot=${bot.id}`)).json;
    assert.equal(figures.days.length, 30);
    const once = ['conversations', 'visitors', 'unanswered', 'feedback_down', 'leads', 'answered_100ms'];
    assert.deepEqual(once.map((measure) => figures.total[measure]), once.map(() => 1));
    assert.equal(figures.total.messages, 2);
    const steps = (await api.get(`${api.organization}/analytics/nodes?bot=${bot.id}`)).json.data;
    assert.deepEqual(steps.map(({ node, entries }) => [node, entries]), [['main.hello', 1], ['main.ship', 1]]);
    assert.equal((await api.get(`${api.organization}/analytics?format=csv`)).text.split('\r\n').length, 32);

    assert.equal((await api.delete(path)).status, 204);
    assert.equal((await api.get(path)).status, 404);
    assert.deepEqual(await find('q=parcels'), []);
  });

  test(`${target}: a visitor sees, takes along and erases what is kept of them`, async (context) => {
    const { api, bot } = await open(context, target);
    const ada = await visitor(api, bot);
    const eve = await visitor(api, bot);
    const one = talk();
    await ada.send(one.begin, one.say('I am Ada'));
    const other = talk();
    await eve.send(other.begin, other.say('I am Eve'));
    const own = await ada.ask('/v1/visitor/conversations');
    assert.match(own.text, /I am Ada/);
    assert.doesNotMatch(own.text, /Eve/);
    const all = await ada.ask('/v1/visitor/export');
    assert.equal(all.json.conversations[0].messages[0].text, 'I am Ada');
    const receipt = await ada.ask('/v1/visitor/erase', 'POST');
    const { conversations, messages, asked_by } = receipt.json;
    assert.deepEqual([receipt.status, conversations, messages, asked_by], [200, 1, 1, 'visitor']);
    assert.equal((await ada.ask('/v1/visitor/export')).status, 404);
    assert.equal((await api.get(`${api.organization}/erasures`)).json.data[0].receipt, receipt.json.receipt);
    // The organization erases the other, who wrote a letter instead.
    assert.match((await api.get(`${api.organization}/visitors/${eve.visitor}/export`)).text, /I am Eve/);
    assert.equal((await api.post(`${api.organization}/visitors/${eve.visitor}/erase`)).json.asked_by, 'account');
    assert.deepEqual((await api.get(`${api.organization}/conversations`)).json.data, []);
  });

  test(`${target}: words are kept with consent alone`, async (context) => {
    const { api, bot } = await open(context, target);
    const ada = await visitor(api, bot, { consent: false });
    assert.equal(ada.stores, false);
    const { begin, say, make } = talk();
    assert.deepEqual(await ada.send(begin, say('my secret')), ['accepted', 'accepted']);
    const [outcome] = await ada.send(make('lead', { data: { fields: { name: 'secret' } } }));
    assert.match(outcome, /^refused: /);
    const everything = await api.get(`${api.organization}/visitors/${ada.visitor}/export`);
    assert.doesNotMatch(everything.text, /secret/);
    assert.equal(everything.json.conversations[0].message_count, 1);
  });

  test(`${target}: who may not have a token gets none, and none works elsewhere`, async (context) => {
    const { api, bot } = await open(context, target);
    const thief = await enter(api, bot, {}, from('https://thief.example'));
    assert.equal(thief.status, 403);
    assert.equal(thief.headers.get('access-control-allow-origin'), null);
    assert.equal((await enter(api, { id: 'bot_0000000000001' })).status, 404);
    assert.equal((await enter(api, bot, { name: 'x' })).json.errors[0].pointer, '/name');
    const good = await enter(api, bot);
    assert.equal(good.headers.get('access-control-allow-origin'), origin);
    const { token } = good.json;
    const history = (changed, place = origin) =>
      api.stranger().get('/v1/visitor/conversations', { Authorization: `Bearer ${changed}`, ...from(place) });
    assert.equal((await history(token)).status, 200);
    const at = 4 + 26; // within the payload
    const flipped = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    const cut = [token.slice(0, -1), token + 'A', token.replace('.', ''), 'cvt_', token.slice(0, -2) + 'AA'];
    for (const bad of [flipped, ...cut]) {
      assert.equal((await history(bad)).status, 401, bad);
    }
    assert.equal((await history(token, 'https://thief.example')).status, 401);
    assert.equal((await enter(api, bot, { previous_token: token })).json.visitor, good.json.visitor);
    // A token of one bot makes nobody a known visitor of another, and of one that is out of use nothing.
    assert.equal((await api.delete(bot.path)).status, 204);
    const other = await makeBot(api, { name: 'Other', slug: 'other', allowed_origins: [origin] });
    const there = await enter(api, other, { previous_token: token });
    assert.equal(there.status, 201, there.text);
    assert.notEqual(there.json.visitor, good.json.visitor);
    assert.equal((await enter(api, bot, { previous_token: token })).status, 404);
  });

  test(`${target}: a visitor whom the customer's server signs is one person on all devices`, async (context) => {
    const { api, bot } = await open(context, target);
    const read = await api.get(bot.path);
    const made = await api.post(`${bot.path}/identity-secret`, undefined, { 'If-Match': read.headers.get('etag') });
    assert.equal(made.status, 201, made.text);
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sign = (claims, header = { alg: 'HS256', typ: 'JWT' }) => {
      const text = `${part(header)}.${part({ exp: Math.floor(Date.now() / 1000) + 600, ...claims })}`;
      return `${text}.${createHmac('sha256', made.json.secret).update(text).digest('base64url')}`;
    };
    const phone = await enter(api, bot, { identity: sign({ sub: 'ada' }) });
    const desk = await enter(api, bot, { identity: sign({ sub: 'ada' }) });
    assert.equal(phone.status, 201, phone.text);
    assert.equal(phone.json.visitor, desk.json.visitor);
    const bob = await enter(api, bot, { identity: sign({ sub: 'bob' }), previous_token: desk.json.token });
    assert.notEqual(bob.json.visitor, desk.json.visitor);
    const none = sign({ sub: 'ada' }, { alg: 'none' });
    for (const bad of [none, `${none.slice(0, none.lastIndexOf('.'))}.`, sign({ sub: 'ada', exp: 1 }), sign({}), 'x']) {
      const answer = await enter(api, bot, { identity: bad });
      assert.deepEqual([answer.status, answer.json.errors[0].pointer], [422, '/identity'], bad);
    }
  });

  test(`${target}: crawlers chat, and neither count nor are kept`, async (context) => {
    const { api, bot } = await open(context, target);
    const agent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    const { json } = await enter(api, bot, { consent: true }, { ...from(origin), 'User-Agent': agent });
    assert.deepEqual([json.crawler, json.stores], [true, false]);
    const { begin, say } = talk();
    const signed = { Authorization: `Bearer ${json.token}`, ...from(origin) };
    const answer = await api.stranger().post('/v1/events', { events: [begin, say('crawl')] }, signed);
    assert.ok(answer.json.results.every(({ outcome }) => outcome !== 'accepted'), answer.text);
    assert.deepEqual((await api.get(`${api.organization}/conversations`)).json.data, []);
  });
}
