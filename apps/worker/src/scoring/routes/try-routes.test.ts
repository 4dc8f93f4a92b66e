import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease, testReleaseId } from '../../testing/fake-release';
import { type ProtocolServer, startProtocolServer } from '../../testing/protocol-server';

/** v9 is routed and cannot be loaded; v2 is there. */
let server: ProtocolServer;
beforeAll(async () => {
  const failing = {
    ...fakeRelease(3),
    answer: () => {
      throw new Error('the model is out of its mind');
    },
  };
  server = await startProtocolServer({
    releases: [fakeRelease(2), failing],
    endpoints: [fakeEndpoint({ slug: 'shop.churn', routes: [[9, 1]], chain: [2, 3] })],
  });
});
afterAll(() => server?.close());

const row = { age: 41, city: 'Oslo' };
async function tryRows(release: number, rows: readonly object[], headers: Record<string, string> = inside) {
  const response = await fetch(`${server.base}/serve/shop.churn/try`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ release: testReleaseId(release), rows }),
  });
  const json: ReturnType<typeof JSON.parse> = await response.json();
  return { status: response.status, json };
}
const inside = { 'x-millrace-internal': 'inside' };

it('asks one release rows, each for itself, and keeps nothing of it', async () => {
  const { status, json } = await tryRows(2, [row, { ...row, age: 'old' }, row]);
  expect([status, json.answers.length, server.kept]).toEqual([200, 3, []]);
  expect(json.answers[0]).toMatchObject({ prediction: expect.anything(), probabilities: expect.any(Object) });
  expect(json.answers[1]).toEqual({ problem: expect.stringMatching(/^age is "old", expected/) });
  expect(json.answers[2]).toEqual(json.answers[0]);
});

it('says of a release that fails what it says, and of one that is not loaded why', async () => {
  expect((await tryRows(3, [row])).json.answers).toEqual([{ problem: 'the model is out of its mind' }]);
  expect(await tryRows(9, [row])).toMatchObject({
    status: 404,
    json: { error: { code: 'no-release', message: expect.stringContaining('its bundle is not there') } },
  });
});

it('is for the web server alone, and takes rows alone', async () => {
  expect((await tryRows(2, [row], { 'x-api-key': 'secret' })).status).toBe(403);
  expect((await tryRows(2, [row], {})).status).toBe(401);
  expect((await tryRows(2, [])).status).toBe(400);
});
