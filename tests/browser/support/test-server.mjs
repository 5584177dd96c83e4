// A small server whose answers a test can bend: headers, delays, missing files, other bytes. The system picks its
// port.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".head": "application/octet-stream",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".part": "application/octet-stream",
  ".wasm": "application/wasm",
};

/** Starts a server on the loopback. Close it with close(). */
export async function startServer() {
  const server = new TestServer();
  await server.listen();
  return server;
}

class TestServer {
  requests = []; // paths, in the order they came
  origin = "";
  #answers = []; // [matches(path), answer(path)]; the last that matches counts
  #changes = [];
  #server = createServer((request, response) => void this.#respond(request, response));

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Serves `html` at exactly `path`. */
  page(path, html, headers = {}) {
    const body = Buffer.from(html);
    this.#answers.push([(asked) => asked === path, async () => ({ status: 200, headers: htmlHeaders(headers), body })]);
  }

  /** Serves the files of `folder` below `prefix`, which ends in "/". */
  folder(prefix, folder, headers = {}) {
    const answer = async (path) => {
      const name = normalize(decodeURIComponent(path.slice(prefix.length)) || "index.html");
      if (name.startsWith("..")) return notFound();
      const body = await readFile(join(folder, name)).catch(() => null);
      const type = TYPES[extname(name)] ?? "text/plain";
      return body ? { status: 200, headers: { "content-type": type, ...headers }, body } : notFound();
    };
    this.#answers.push([(path) => path.startsWith(prefix), answer]);
  }

  /** Lets `change` return another answer for every path that `pattern` fits; it may wait. Returns how to undo it. */
  bend(pattern, change) {
    const entry = [pattern, change];
    this.#changes.push(entry);
    return () => this.#changes.splice(this.#changes.indexOf(entry), 1);
  }

  async #respond(request, response) {
    const path = new URL(request.url, this.origin).pathname;
    if (path === "/favicon.ico") return response.writeHead(204).end();
    this.requests.push(path);
    const found = this.#answers.findLast(([matches]) => matches(path));
    let answer = found ? await found[1](path) : notFound();
    for (const [pattern, change] of this.#changes) if (pattern.test(path)) answer = await change(answer);
    response.writeHead(answer.status, { "cache-control": "no-store", ...answer.headers }).end(answer.body);
  }
}

function htmlHeaders(headers) {
  return { "content-type": TYPES[".html"], ...headers };
}

/** What a server says of a path it does not have. */
export function notFound() {
  return { status: 404, headers: { "content-type": "text/plain", "access-control-allow-origin": "*" }, body: "" };
}
