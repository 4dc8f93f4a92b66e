import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeEndpoint } from '../../testing/fake-release';
import {
  mixedRelease,
  numbersRelease,
  type ProtocolServer,
  releaseOf,
  startProtocolServer,
} from '../../testing/protocol-server';

const { signature } = mixedRelease;
const broken = releaseOf(3, {
  signature,
  answer: () => {
    throw new Error('broken weights');
  },
});
const never = releaseOf(4, { signature, answer: () => new Promise(() => undefined) });
const list = releaseOf(5, {
  task: 'ranking',
  signature,
  answer: () => ({
    prediction: 'a',
    recommended: { from: 'user', items: [{ item: 'a', score: 2 }] },
    output: [],
    micros: { features: 0, model: 0 },
  }),
});

let server: ProtocolServer;
beforeAll(async () => {
  server = await startProtocolServer({
    releases: [mixedRelease, numbersRelease, broken, never, list],
    endpoints: [
      fakeEndpoint({ slug: 'shop.mixed', routes: [[1, 1]] }),
      fakeEndpoint({ slug: 'shop.numbers', routes: [[2, 1]] }),
      fakeEndpoint({ slug: 'shop.broken', routes: [[3, 1]] }),
      fakeEndpoint({ slug: 'shop.slow', routes: [[4, 1]], more: { budgetMs: 20 } }),
      fakeEndpoint({ slug: 'shop.list', routes: [[5, 1]] }),
    ],
  });
});
afterAll(() => server.close());

async function ask(slug: string, body: unknown, type = 'application/json') {
  const response = await fetch(`${server.base}/serve/${slug}/invocations`, {
    method: 'POST',
    headers: { 'x-api-key': 'secret', 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const answered = response.headers.get('content-type') ?? '';
  return { status: response.status, type: answered, json: answered.includes('json') ? JSON.parse(text) : text };
}

const row = { age: 32, rate: 1, member: true, plan: 'größe' };
const columns = Object.keys(row);
const cells = Object.values(row);

/** The table of what MLflow's own scoring server answers. */
describe('/invocations', () => {
  it.each<[string, string]>([
    ['ping', '\n'],
    ['health', '\n'],
  ])('GET /%s is 200 with an empty line as JSON, 404 without a model', async (path, text) => {
    const headers = { 'x-api-key': 'secret' };
    const response = await fetch(`${server.base}/serve/shop.mixed/${path}`, { headers });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      text,
    ]);
    expect((await fetch(`${server.base}/serve/nothing/${path}`, { headers })).status).toBe(404);
  });

  it('GET /version is plain text', async () => {
    const response = await fetch(`${server.base}/serve/shop.mixed/version`, { headers: { 'x-api-key': 'secret' } });
    expect([response.status, await response.text()]).toEqual([200, '1']);
    expect(response.headers.get('content-type')).toContain('text/plain');
  });

  it.each<[string, unknown]>([
    ['dataframe_split', { dataframe_split: { columns, data: [cells] } }],
    ['dataframe_split with an index', { dataframe_split: { index: [7], columns, data: [cells] } }],
    ['columns in another order', { dataframe_split: { columns: columns.toReversed(), data: [cells.toReversed()] } }],
    ['dataframe_records', { dataframe_records: [row] }],
    ['instances', { instances: [row] }],
    ['inputs', { inputs: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]])) }],
    ['params that no model has', { dataframe_records: [row], params: { temperature: 1 } }],
    ['an extra column', { dataframe_records: [{ ...row, more: 1 }] }],
    ['a number sent as text', { dataframe_records: [{ ...row, age: '32' }] }],
  ])('answers %s', async (_what, body) => {
    expect(await ask('shop.mixed', body)).toMatchObject({ status: 200, json: { predictions: ['yes'] } });
  });

  it.each(['text/csv', 'text/csv; charset=utf-8'])('answers %s with a header row', async (type) => {
    const answered = await ask('shop.mixed', `${columns.join(',')}\n${cells.join(',')}\n`, type);
    expect(answered).toMatchObject({ status: 200, json: { predictions: ['yes'] } });
  });

  it.each(['instances', 'inputs'])('answers %s without names where all features are numbers', async (form) => {
    expect(
      (
        await ask('shop.numbers', {
          [form]: [
            [1, 2],
            [3, 4],
          ],
        })
      ).json,
    ).toEqual({ predictions: [4, 10] });
  });

  it('answers with objects where a model has several outputs', async () => {
    expect((await ask('shop.list', { instances: [row] })).json).toEqual({
      predictions: [{ prediction: 'a', from: 'user', recommendations: [{ item: 'a', score: 2 }] }],
    });
  });

  it.each<[string, unknown, string]>([
    ['none of the keys', { a: 1 }, 'BAD_REQUEST'],
    ['two of them', { instances: [row], inputs: [row] }, 'BAD_REQUEST'],
    ['a bare list', [row], 'BAD_REQUEST'],
    ['bad JSON', '{"instances":', 'BAD_REQUEST'],
    ['NaN', '{"instances":[{"age":NaN}]}', 'BAD_REQUEST'],
    ['params that are no object', { instances: [row], params: [1] }, 'BAD_REQUEST'],
    ['a value that does not convert', { instances: [{ ...row, age: 'old' }] }, 'BAD_REQUEST'],
    ['a missing column', { instances: [{ age: 1 }] }, 'INVALID_PARAMETER_VALUE'],
    ['a missing column beside a wrong value', { instances: [{ age: 'old' }] }, 'INVALID_PARAMETER_VALUE'],
    ['a tensor where features have names', { instances: [cells] }, 'INVALID_PARAMETER_VALUE'],
  ])('answers %s with 400', async (_what, body, code) => {
    const answered = await ask('shop.mixed', body);
    expect([answered.status, answered.json.error_code]).toEqual([400, code]);
    if (code === 'INVALID_PARAMETER_VALUE') expect(answered.json.message).toContain('Failed to enforce schema');
  });

  it.each<[string, unknown, string?]>([
    ['dataframe_split', { dataframe_split: { columns: ['age'], data: Array(10_001).fill([1]) } }],
    ['dataframe_records', { dataframe_records: Array(10_001).fill({ age: 1 }) }],
    ['instances', { instances: Array(10_001).fill([1, 2]) }],
    ['inputs', { inputs: { age: Array(10_001).fill(1) } }],
    ['CSV', `age\n${'1\n'.repeat(10_001)}`, 'text/csv'],
    // What is behind the last row that counts is not read.
    ['CSV that ends in a row which cannot be read', `age\n${'1\n'.repeat(10_001)}"`, 'text/csv'],
  ])('answers 10,001 rows of %s with 413', async (_what, body, type) => {
    const answered = await ask('shop.mixed', body, type);
    expect([answered.status, answered.json.error_code]).toEqual([413, 'BAD_REQUEST']);
    expect(answered.json.message).toContain('at most');
  });

  it.each<[string, unknown, string?]>([
    ['JSON', { instances: Array(10_000).fill({ x: 1 }) }],
    ['CSV', `x\n${'1\n'.repeat(10_000)}`, 'text/csv'],
  ])('looks at 10,000 rows of %s', async (_what, body, type) => {
    expect((await ask('shop.numbers', body, type)).json.error_code).toBe('INVALID_PARAMETER_VALUE'); // y is missing
  });

  it('answers a tensor of the wrong width with 400', async () => {
    const answered = await ask('shop.numbers', { inputs: [[1, 2, 3]] });
    expect([answered.status, answered.json.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  it.each(['text/plain', 'application/xml', 'text/csv; charset=latin1'])(
    'answers %s with 415 as text',
    async (type) => {
      const answered = await ask('shop.mixed', 'a', type);
      expect([answered.status, answered.type]).toEqual([415, expect.stringContaining('text/plain')]);
    },
  );

  it('answers 504 when it is too slow, 500 when the model breaks, 413 when the body is too long', async () => {
    expect(await ask('shop.slow', { instances: [row] })).toMatchObject({
      status: 504,
      json: { error_code: 'DEADLINE_EXCEEDED' },
    });
    expect(await ask('shop.broken', { instances: [row] })).toMatchObject({
      status: 500,
      json: { error_code: 'INTERNAL_ERROR' },
    });
    expect(await ask('shop.mixed', ' '.repeat(11 * 1024 * 1024))).toMatchObject({
      status: 413,
      json: { error_code: 'BAD_REQUEST' },
    });
  });
});
