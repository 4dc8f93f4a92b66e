import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openScoringLoad } from './scoring-load';

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

it('sends each request when it is due, and counts answers by release and failures by what came', async () => {
  let asked = 0;
  const report = await loadOn((request, response) => {
    asked += 1;
    expect(request.headers.authorization).toBe('Bearer k');
    if (asked % 10 === 0) return response.writeHead(503).end('busy');
    const fallback = asked % 2 === 0 ? { fallback: { rank: 1 } } : {};
    const answer = {
      predictions: [{ id: `p${asked}`, prediction: 1, ...fallback }],
      releaseId: asked % 2 === 0 ? 'b' : null,
    };
    response.writeHead(200, { 'server-timing': timing }).end(JSON.stringify(answer));
  }, 200);
  expect(report).toMatchObject({ sent: 100, failed: { 503: 10 }, example: 'busy', releases: { none: 50, b: 40 } });
  expect(report.fallbacks).toBe(40);
  expect(new Set(report.ids).size).toBe(90);
  expect(report.serverMicros.p50).toBeCloseTo(200);
});

it('counts the time that a request waits for its turn behind slow answers', async () => {
  const report = await loadOn((_request, response) => {
    setTimeout(() => {
      response.writeHead(200, { 'server-timing': timing }).end('{"predictions":[],"releaseId":"a"}');
    }, 100);
  }, 100);
  // Four connections answer 40 a second; of 50 requests in half a second the last waits for more than half a second.
  expect(report.sent).toBe(50);
  expect(report.ms.most).toBeGreaterThan(500);
});
