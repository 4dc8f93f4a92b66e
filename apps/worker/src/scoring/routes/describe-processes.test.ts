import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeEndpoint, testReleaseId } from '../../testing/fake-release';
import { mixedRelease, numbersRelease, type ProtocolServer, startProtocolServer } from '../../testing/protocol-server';

const facts = {
  state: 'running' as const,
  pid: 4711,
  bytes: 6e7,
  restarts: 2,
  batches: {},
  rows: 0,
  lastEnd: 'was ended by SIGSEGV',
};
const own = {
  open: async () => undefined,
  stay: () => undefined,
  keep: () => undefined,
  answer: () => Promise.reject(new Error('not asked')),
  facts: () => facts,
  close: () => undefined,
};

let server: ProtocolServer;
beforeAll(async () => {
  server = await startProtocolServer({
    releases: [{ ...mixedRelease, own }, numbersRelease],
    endpoints: [fakeEndpoint({ slug: 'shop.mixed', routes: [[1, 1]], chain: [2, 7] })],
  });
});
afterAll(() => server.close());

async function describeBy(headers: Record<string, string>) {
  const response = await fetch(`${server.base}/serve/shop.mixed`, { headers });
  const json: ReturnType<typeof JSON.parse> = await response.json();
  return { status: response.status, json };
}

it('the web hears where each release answers and how that fares; callers hear nothing of it', async () => {
  const inside = await describeBy({ 'x-millrace-internal': 'inside' });
  expect(inside.json.processes).toEqual([
    { releaseId: mixedRelease.id, release: 'v1', model: 'churn', problem: null, own: facts },
    { releaseId: numbersRelease.id, release: 'v2', model: 'churn', problem: null, own: null },
    {
      ...{ releaseId: testReleaseId(7), release: 'v9', model: 'churn' },
      ...{ problem: 'its bundle is not there', own: null },
    },
  ]);
  const outside = await describeBy({ 'x-api-key': 'secret' });
  expect(outside.status).toBe(200);
  expect(outside.json).not.toHaveProperty('processes');
  expect(outside.json).not.toHaveProperty('scores');
});
