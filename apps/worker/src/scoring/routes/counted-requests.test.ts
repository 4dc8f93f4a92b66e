import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeEndpoint } from '../../testing/fake-release';
import {
  mixedRelease,
  numbersRelease,
  type ProtocolServer,
  releaseOf,
  startProtocolServer,
} from '../../testing/protocol-server';

/** Answers the young alone; the others go to the next of the chain. */
const young = releaseOf(5, {
  signature: mixedRelease.signature,
  answer(row, signal) {
    if (Number(row.age) > 50) throw new Error('too old');
    return mixedRelease.answer(row, signal);
  },
});
/** Breaks in a way that no chain catches. */
const cursed = {
  ...numbersRelease,
  validator: {
    check: () => {
      throw new Error('cursed');
    },
  },
};

let server: ProtocolServer;
beforeAll(async () => {
  server = await startProtocolServer({
    releases: [mixedRelease, young, cursed],
    endpoints: [
      fakeEndpoint({ slug: 'shop.mixed', routes: [[5, 1]], chain: [1] }),
      fakeEndpoint({ slug: 'shop.cursed', routes: [[2, 1]] }),
    ],
  });
});
afterAll(() => server.close());

const rows = [20, 60, 70].map((age) => ({ age, rate: 1, member: true, plan: 'x' }));

async function post(path: string, body: unknown) {
  const headers = { 'x-api-key': 'secret', 'content-type': 'application/json' };
  const response = await fetch(`${server.base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  // Of many shapes: each test says what it expects of it.
  const json: ReturnType<typeof JSON.parse> = await response.json();
  return { status: response.status, json };
}

const metrics = async () => (await fetch(`${server.base}/metrics`)).text();

function tensors(sent: typeof rows) {
  const shape = [sent.length];
  return [
    { name: 'age', shape, datatype: 'INT64', data: sent.map(({ age }) => age) },
    { name: 'rate', shape, datatype: 'FP64', data: sent.map(({ rate }) => rate) },
    { name: 'member', shape, datatype: 'BOOL', data: sent.map(({ member }) => member) },
    { name: 'plan', shape, datatype: 'BYTES', data: sent.map(({ plan }) => plan) },
  ];
}

it('rows count for the release that answered them, in every protocol', async () => {
  const answers = [
    await post('/serve/shop.mixed/predict', { rows }),
    await post('/serve/shop.mixed/invocations', { instances: rows }),
    await post('/v2/models/shop.mixed/infer', { inputs: tensors(rows) }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const seen = await metrics();
  expect(seen).toContain('millrace_inference_rows_total{endpoint="shop.mixed",version="5"} 3');
  expect(seen).toContain('millrace_inference_rows_total{endpoint="shop.mixed",version="1"} 6');
});

it('the version of an answer is told only where one release gave all of it; each row tells its own where that is asked', async () => {
  const infer = (sent: typeof rows) =>
    post('/v2/models/shop.mixed/infer', { inputs: tensors(sent), outputs: [{ name: 'release' }] });
  expect((await infer(rows.slice(0, 1))).json.model_version).toBe('5');
  expect((await infer(rows.slice(1))).json.model_version).toBe('1');
  expect((await infer(rows)).json).toEqual({
    model_name: 'shop.mixed',
    outputs: [{ name: 'release', datatype: 'BYTES', shape: [3], data: ['5', '1', '1'] }],
  });
});

it.each([
  ['predict', '/serve/shop.cursed/predict', { x: 1, y: 2 }, 'native'],
  ['invocations', '/serve/shop.cursed/invocations', { instances: [{ x: 1, y: 2 }] }, 'mlflow'],
  [
    'infer',
    '/v2/models/shop.cursed/infer',
    { inputs: [{ name: 'in', shape: [1, 2], datatype: 'FP64', data: [1, 2] }] },
    'oip',
  ],
])('a request of /%s that breaks the server has ended all the same', async (_what, path, body, protocol) => {
  expect((await post(path, body)).status).toBe(500);
  const seen = await metrics();
  expect(seen).toContain('millrace_inference_in_flight_requests{endpoint="shop.cursed"} 0');
  expect(seen).toMatch(new RegExp(`requests_total\\{endpoint="shop.cursed",.*protocol="${protocol}",code="500"\\} 1`));
});

it('a claim of 10^10 rows of nothing is refused, and leaves nothing under way', async () => {
  const inputs = [{ name: 'age', shape: [10_000_000_000, 0], datatype: 'INT64', data: [] }];
  expect((await post('/v2/models/shop.mixed/infer', { inputs })).status).toBe(413);
  expect(await metrics()).toContain('millrace_inference_in_flight_requests{endpoint="shop.mixed"} 0');
});
