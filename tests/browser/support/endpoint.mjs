// A plain HTTP endpoint as a site owner has one: it takes what is posted, from any site, and keeps it.

import { createServer } from "node:http";

export async function startEndpoint() {
  const endpoint = new Endpoint();
  await endpoint.listen();
  return endpoint;
}

class Endpoint {
  taken = []; // {method, path, headers, body}, in the order they came
  status = 200; // of its answers
  origin = "";
  #waiting = [];
  #server = createServer((request, response) => void this.#take(request, response));

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What is posted next, or was and nobody asked for yet. */
  async next() {
    if (this.taken.length === 0) await new Promise((resolve) => this.#waiting.push(resolve));
    return this.taken.shift();
  }

  async #take(request, response) {
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    const { method, url } = request;
    this.taken.push({ method, path: url, headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
    response.writeHead(this.status, { ...headers, "content-type": "application/json" }).end('{"ok":true}');
    this.#waiting.shift()?.();
  }
}
