// Puts a FakeStripe behind a port of 127.0.0.1 and delivers its webhooks to an address.
import { createServer } from 'node:http';

async function readBody(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

// {url, close}. A lost answer closes the connection.
export async function serveFakeStripe(stripe) {
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const { pathname, search } = new URL(request.url, 'http://localhost');
    const given = stripe.handle({
      method: request.method,
      path: pathname,
      query: search.slice(1),
      headers: request.headers,
      body,
    });
    if (given === undefined) {
      response.destroy();
      return;
    }
    response.writeHead(given.status, given.headers).end(given.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections?.();
    });
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

// Delivers what is due now once; gives the statuses.
export async function deliverWebhooks(stripe, url) {
  const statuses = [];
  for (const { delivery, body, signature } of stripe.queue.due(stripe.nowSeconds)) {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const status = await fetch(url, { method: 'POST', headers, body }).then(
      (response) => response.status,
      () => 0,
    );
    stripe.queue.settle(delivery, status, stripe.nowSeconds);
    statuses.push(status);
  }
  return statuses;
}
