// A server for the widget's events as chatletd is one, of a few lines and bent at will: it gives tokens, takes events
// once each, and can refuse, fail, or lose its answers.

import { createServer } from "node:http";

export async function startEventServer() {
  const server = new EventServer();
  await server.listen();
  return server;
}

class EventServer {
  origin = "";
  grants = []; // bodies of POST /v1/bots/…/visitors
  requests = []; // {path, status} in the order they were answered
  events = new Map(); // id → event, as first taken
  copies = new Map(); // id → how often it came
  plan = []; // what happens to the next posts of events: a status, "drop" (taken, answer lost), "cut" (not taken)
  stores = true;
  quota = { state: "ok" };
  life = 3_600_000;
  #tokens = 0;
  #server = createServer((request, response) => void this.#take(request, response));

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Resolves once `count` events are there; the test's own time-out ends it. */
  async until(count, fits = () => true) {
    const isShort = () => [...this.events.values()].filter(fits).length < count;
    while (isShort()) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  of(type) {
    return [...this.events.values()].filter((event) => event.type === type);
  }

  async #take(request, response) {
    const headers = {
      "access-control-allow-origin": request.headers.origin ?? "*",
      "access-control-allow-headers": "authorization, content-type",
      "access-control-expose-headers": "retry-after",
      "content-type": "application/json",
    };
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    const answer = (status, value, more = {}) => {
      this.requests.push({ path: request.url, status });
      response.writeHead(status, { ...headers, ...more }).end(JSON.stringify(value));
    };
    if (request.url.endsWith("/visitors")) return answer(201, this.#grant(JSON.parse(body)));
    const planned = this.plan.shift();
    if (planned === "cut") return response.destroy();
    if (typeof planned === "number") return answer(planned, {}, { "retry-after": "0" });
    const sent = JSON.parse(body);
    const token = sent.token ?? request.headers.authorization?.slice("Bearer ".length);
    if (!/^cvt_\d+$/.test(token ?? "")) return answer(401, {});
    const results = sent.events.map((event) => this.#keep(event));
    if (planned === "drop") return response.destroy();
    answer(200, { results, quota: this.quota });
  }

  #grant(asked) {
    this.grants.push(asked);
    const expires_at = new Date(Date.now() + this.life).toISOString();
    const known = { visitor: "vis_0000000000001", token: `cvt_${++this.#tokens}`, expires_at };
    return { ...known, stores: this.stores, crawler: false, quota: this.quota };
  }

  #keep(event) {
    const { id } = event;
    const outcome = this.events.has(id) ? "duplicate" : "accepted";
    if (outcome === "accepted") this.events.set(id, event);
    this.copies.set(id, (this.copies.get(id) ?? 0) + 1);
    return { id, outcome };
  }
}
