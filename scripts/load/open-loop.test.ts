import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openEmptyServer, openScoringLoad } from './scoring-load';

async function loadOn(answer: RequestListener, perSecond: number) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  const load = await openScoringLoad();
  try {
    const url = `http://127.0.0.1:${port}/predict`;
    return await load.send({ url, key: 'k', body: '{}', perSecond, seconds: 0.5, connections: 4, ids: true });
  } finally {
    await load.close();
    server.closeAllConnections();
    server.close();
  }
}

const timing = 'features;dur=0.1, model;dur=0.2, total;dur=0.5';

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'server-timing': timing, 'content-length': Buffer.byteLength(body) }).end(body);
}

it('sends each request when it is due, and counts answers by release and failures by what came', async () => {
  let asked = 0;
  const report = await loadOn((request, response) => {
    asked += 1;
    expect(request.headers.authorization).toBe('Bearer k');
    if (asked % 10 === 0) return reply(response, 503, 'busy');
    const fallback = asked % 2 === 0 ? { fallback: { rank: 1 } } : {};
    const answer = {
      predictions: [{ id: `p${asked}`, prediction: 1, ...fallback }],
      releaseId: asked % 2 === 0 ? 'b' : null,
    };
    reply(response, 200, JSON.stringify(answer));
  }, 200);
  expect(report).toMatchObject({ sent: 100, failed: { 503: 10 }, example: 'busy', releases: { none: 50, b: 40 } });
  expect(report.fallbacks).toBe(40);
  expect(new Set(report.ids).size).toBe(90);
  expect(report.serverMicros.p50).toBeCloseTo(200);
});

it('counts the time that a request waits for its turn behind slow answers', async () => {
  const report = await loadOn((_request, response) => {
    setTimeout(() => {
      reply(response, 200, '{"predictions":[],"releaseId":"a"}');
    }, 100);
  }, 100);
  // Four connections answer 40 a second; of 50 requests in half a second the last waits for more than half a second.
  expect(report.sent).toBe(50);
  expect(report.ms.most).toBeGreaterThan(500);
});

it('reads answers that come in pieces, and longer than what is read at once', async () => {
  const words = 'é'.repeat(100_000);
  const report = await loadOn((_request, response) => {
    const body = Buffer.from(JSON.stringify({ predictions: [{ id: words }], releaseId: 'a' }));
    response.writeHead(200, { 'server-timing': timing, 'content-length': body.length });
    response.write(body.subarray(0, 7));
    setTimeout(() => response.end(body.subarray(7)), 5);
  }, 20);
  expect(report).toMatchObject({ sent: 10, failed: {}, releases: { a: 10 } });
  expect(new Set(report.ids)).toEqual(new Set([words]));
});

it('counts a connection that ends, and an answer that it cannot read, and goes on over new connections', async () => {
  let asked = 0;
  const report = await loadOn((request, response) => {
    asked += 1;
    if (asked === 3) return request.socket.destroy();
    if (asked === 5) return void response.writeHead(502).end('in chunks'); // without a length
    reply(response, 200, '{"predictions":[],"releaseId":"a"}');
  }, 40);
  expect(report.sent).toBe(20);
  expect(report).toMatchObject({ failed: { ECONNRESET: 1, 502: 1 }, releases: { a: 18 } });
});

it('takes a new connection behind an answer that was the last, with requests waiting', async () => {
  let asked = 0;
  const report = await loadOn((_request, response) => {
    asked += 1;
    if (asked % 3 === 0) response.setHeader('connection', 'close');
    setTimeout(() => reply(response, 200, '{"predictions":[],"releaseId":"a"}'), 30);
  }, 200);
  expect(report).toMatchObject({ sent: 100, failed: {}, releases: { a: 100 } });
});

it('takes new connections where the server ends idle ones', async () => {
  const report = await loadOn((request, response) => {
    reply(response, 200, '{"predictions":[],"releaseId":"a"}');
    setTimeout(() => request.socket.end(), 2);
  }, 20);
  expect(report).toMatchObject({ sent: 10, failed: {}, releases: { a: 10 } });
});

it('counts what nobody listens to by its code', async () => {
  const load = await openScoringLoad();
  try {
    const url = 'http://127.0.0.1:1/predict'; // nobody listens there
    const report = await load.send({ url, key: 'k', body: '{}', perSecond: 100, seconds: 0.1, connections: 2 });
    expect(report).toMatchObject({ sent: 10, failed: { ECONNREFUSED: 10 } });
  } finally {
    await load.close();
  }
});

it('is answered by the empty server as by an endpoint', async () => {
  const [empty, load] = [await openEmptyServer(), await openScoringLoad()];
  try {
    const report = await load.send({
      url: empty.url,
      key: 'k',
      body: '{}',
      perSecond: 100,
      seconds: 0.2,
      connections: 2,
    });
    expect(report).toMatchObject({ sent: 20, failed: {}, releases: { none: 20 } });
  } finally {
    await load.close();
    await empty.close();
  }
});
