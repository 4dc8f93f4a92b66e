import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease, testId } from '../../testing/fake-release';
import {
  mixedRelease,
  numbersRelease,
  type ProtocolServer,
  releaseOf,
  startProtocolServer,
} from '../../testing/protocol-server';
import { makeScoringServer } from '../testing/scoring-server';

const broken = releaseOf(3, {
  signature: mixedRelease.signature,
  answer: () => {
    throw new Error('broken weights');
  },
});
const elsewhere = { ...fakeEndpoint({ slug: 'other.secret', routes: [[1, 1]] }), projectId: testId(999) as never }; // a test's own

let server: ProtocolServer;
beforeAll(async () => {
  server = await startProtocolServer({
    releases: [mixedRelease, numbersRelease, broken, fakeRelease(4)],
    endpoints: [
      fakeEndpoint({ slug: 'shop.mixed', routes: [[1, 1]], chain: [3] }),
      fakeEndpoint({ slug: 'shop.numbers', routes: [[2, 1]] }),
      fakeEndpoint({ slug: 'shop.broken', routes: [[3, 1]] }),
      elsewhere,
    ],
  });
});
afterAll(() => server.close());

type Sent = { body?: unknown; raw?: Buffer; headers?: Record<string, string>; key?: string | null; method?: string };

async function ask(path: string, { body, raw, headers, key = 'secret', method }: Sent = {}) {
  const sent = raw ?? (body === undefined ? undefined : Buffer.from(JSON.stringify(body)));
  const response = await fetch(`${server.base}${path}`, {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    headers: { 'accept-encoding': 'identity', ...(key === null ? {} : { 'x-api-key': key }), ...headers },
    ...(sent === undefined ? {} : { body: new Uint8Array(sent) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: type.includes('json') ? JSON.parse(bytes.toString()) : null,
  };
}

const inputs = [
  { name: 'age', shape: [2], datatype: 'INT64', data: [32, 64] },
  { name: 'rate', shape: [2, 1], datatype: 'FP32', data: [[1], [null]] },
  { name: 'member', shape: [2], datatype: 'BOOL', data: [true, false] },
  { name: 'plan', shape: [2], datatype: 'BYTES', data: ['größe', 'x'] },
];
const answer = {
  model_name: 'shop.mixed',
  model_version: '1',
  outputs: [
    { name: 'label', datatype: 'BYTES', shape: [2], data: ['yes', 'no'] },
    {
      name: 'probabilities',
      datatype: 'FP64',
      shape: [2, 2],
      data: [0.375, 0.625, 0.6875, 0.3125],
      parameters: { labels: '["no","yes"]' },
    },
  ],
};

describe('health and metadata', () => {
  it('of the server need no key', async () => {
    for (const path of ['/v2', '/v2/']) {
      const { json } = await ask(path, { key: null });
      expect(json).toMatchObject({ name: 'millrace', extensions: expect.arrayContaining(['binary_tensor_data']) });
    }
    expect((await ask('/v2/health/live', { key: null })).json).toEqual({ live: true });
    expect(await ask('/v2/health/ready', { key: null })).toMatchObject({
      status: 200,
      json: { ready: true, live: true },
    });
  });

  it('tell of a model and its versions', async () => {
    for (const path of ['/v2/models/shop.mixed', '/v2/models/shop.mixed/versions/1']) {
      expect((await ask(path)).json).toEqual({
        name: 'shop.mixed',
        versions: ['1', '3'],
        platform: 'millrace_baseline',
        inputs: [
          { name: 'age', datatype: 'INT64', shape: [-1] },
          { name: 'rate', datatype: 'FP64', shape: [-1] },
          { name: 'member', datatype: 'BOOL', shape: [-1] },
          { name: 'plan', datatype: 'BYTES', shape: [-1] },
        ],
        outputs: [
          { name: 'label', datatype: 'BYTES', shape: [-1] },
          { name: 'probabilities', datatype: 'FP64', shape: [-1, 2] },
        ],
      });
      expect((await ask(`${path}/ready`)).json).toEqual({ name: 'shop.mixed', ready: true });
    }
    for (const path of [
      '/v2/models/nothing',
      '/v2/models/shop.mixed/versions/9',
      '/v2/models/nothing/ready',
      '/v2/x',
    ]) {
      expect(await ask(path)).toMatchObject({ status: 404, json: { error: expect.any(String) } });
    }
  });

  it('list what the key may ask, and nothing of other projects', async () => {
    expect((await ask('/v2/models')).json).toEqual({ models: ['shop.mixed', 'shop.numbers', 'shop.broken'] });
    const index = await ask('/v2/repository/index', { raw: Buffer.alloc(0), method: 'POST' });
    expect(index.json).toContainEqual({ name: 'shop.numbers', version: '2', state: 'READY', reason: '' });
    expect(JSON.stringify(index.json)).not.toContain('secret');
  });

  it('are refused without a key, and with one that may not', async () => {
    for (const path of ['/v2/models', '/v2/models/shop.mixed', '/v2/models/shop.mixed/ready']) {
      expect(await ask(path, { key: null })).toMatchObject({ status: 401, json: { error: expect.any(String) } });
      expect(await ask(path, { key: 'reader' })).toMatchObject({ status: 403, json: { error: expect.any(String) } });
    }
  });
});

describe('infer', () => {
  const infer = '/v2/models/shop.mixed/infer';

  it('answers JSON, keeps the predictions, gives back the id', async () => {
    server.kept.length = 0;
    const { status, json } = await ask(infer, { body: { id: '42', inputs, parameters: { content_type: 'pd' } } });
    expect([status, json]).toEqual([200, { ...answer, id: '42' }]);
    expect(server.kept).toMatchObject([{ protocol: 'oip', status: 'ok' }, { input: { plan: 'x', rate: null } }]);
  });

  it('takes the key in three forms', async () => {
    const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    for (const authorization of ['Bearer secret', basic]) {
      expect((await ask(infer, { body: { inputs }, key: null, headers: { authorization } })).status).toBe(200);
    }
  });

  it('answers only what is asked for, in the form in which it is asked', async () => {
    const outputs = [{ name: 'probabilities', parameters: { binary_data: true } }];
    const { headers, bytes } = await ask(infer, { body: { inputs, outputs } });
    const length = Number(headers.get('inference-header-content-length'));
    expect(headers.get('content-type')).toBe('application/octet-stream');
    const head = JSON.parse(bytes.subarray(0, length).toString());
    expect(head.outputs).toMatchObject([{ name: 'probabilities', parameters: { binary_data_size: 32 } }]);
    expect(bytes.readDoubleLE(length + 8)).toBe(0.625);
    expect((await ask(infer, { body: { inputs, outputs: [{ name: 'x' }] } })).status).toBe(400);
  });

  it('takes one tensor of all numbers under any name', async () => {
    const body = { inputs: [{ name: 'in', shape: [2, 2], datatype: 'FP64', data: [1, 2, 3, null] }] };
    const { json } = await ask('/v2/models/shop.numbers/versions/2/infer', { body });
    expect(json.outputs).toEqual([{ name: 'prediction', datatype: 'FP64', shape: [2], data: [4, 1006] }]);
  });

  it('reads packed bodies, and packs long answers where that is asked for', async () => {
    const raw = Buffer.from(JSON.stringify({ inputs }));
    for (const [encoding, packed] of [
      ['gzip', gzipSync(raw)],
      ['deflate', deflateSync(raw)],
    ] as const) {
      const { json } = await ask(infer, { raw: packed, headers: { 'content-encoding': encoding } });
      expect(json).toEqual(answer);
    }
    const many = [{ name: 'in', shape: [500, 2], datatype: 'FP64', data: Array(1000).fill(1) }];
    const response = await fetch(`${server.base}/v2/models/shop.numbers/infer`, {
      method: 'POST',
      headers: { 'x-api-key': 'secret', 'accept-encoding': 'gzip' },
      body: JSON.stringify({ inputs: many }),
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.json()).toMatchObject({ outputs: [{ data: Array(500).fill(3) }] });
    const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024, 32));
    expect((await ask(infer, { raw: bomb, headers: { 'content-encoding': 'gzip' } })).status).toBe(413);
    expect((await ask(infer, { raw, headers: { 'content-encoding': 'gzip' } })).status).toBe(400);
    expect((await ask(infer, { raw, headers: { 'content-encoding': 'br' } })).status).toBe(415);
    expect(gunzipSync(bomb).length).toBeGreaterThan(bomb.length);
  });

  it.each<[string, number, string | Buffer]>([
    ['NaN', 400, '{"inputs":[{"name":"age","shape":[1],"datatype":"FP64","data":[NaN]}]}'],
    ['a field twice', 400, '{"inputs":[],"inputs":[]}'],
    ['a deep body', 400, `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['no JSON', 400, 'nonsense'],
    ['nothing', 400, ''],
    ['a missing field', 400, JSON.stringify({ inputs: inputs.slice(1) })],
    ['an unknown field', 400, JSON.stringify({ inputs: [...inputs, { ...inputs[0], name: 'agee' }] })],
    [
      'text for a number',
      400,
      JSON.stringify({ inputs: [{ ...inputs[0], datatype: 'BYTES', data: ['a', 'b'] }, ...inputs.slice(1)] }),
    ],
    ['a body that is too long', 413, Buffer.alloc(11 * 1024 * 1024, 32)],
  ])('refuses %s with %i in its own words', async (_what, status, raw) => {
    const answered = await ask(infer, { raw: Buffer.from(raw) });
    expect([answered.status, Object.keys(answered.json)]).toEqual([status, ['error']]);
  });

  it('refuses more rows than a request may have', async () => {
    const data = Array(20_002).fill(1);
    const body = { inputs: [{ name: 'in', shape: [10_001, 2], datatype: 'FP64', data }] };
    expect((await ask('/v2/models/shop.numbers/infer', { body })).status).toBe(413);
  });

  it('answers 404 for unknown models and versions, 503 when nobody answers', async () => {
    for (const path of ['/v2/models/nothing/infer', '/v2/models/shop.mixed/versions/9/infer']) {
      expect(await ask(path, { body: { inputs } })).toMatchObject({ status: 404, json: { error: expect.any(String) } });
    }
    expect(await ask('/v2/models/shop.broken/infer', { body: { inputs } })).toMatchObject({ status: 503 });
  });
});

describe('a server with an endpoint that cannot be loaded', () => {
  it('is not ready, and says which it is', async () => {
    const damaged = await startProtocolServer({
      releases: [mixedRelease],
      endpoints: [fakeEndpoint({ slug: 'shop.gone', routes: [[9, 1]] })],
    });
    const get = (path: string, method = 'GET') =>
      fetch(`${damaged.base}${path}`, { method, headers: { 'x-api-key': 'secret' } });
    expect((await get('/v2/health/ready')).status).toBe(503);
    expect((await get('/v2/models/shop.gone/ready')).status).toBe(503);
    expect(await (await get('/v2/repository/index', 'POST')).json()).toEqual([
      { name: 'shop.gone', version: '', state: 'UNAVAILABLE', reason: 'its bundle is not there' },
    ]);
    await damaged.close();
  });
});

describe('a key that may send two requests a second', () => {
  it('is refused the third with 429 in the words of each protocol, and told when to come again', async () => {
    const limited = await startProtocolServer({
      releases: [mixedRelease],
      endpoints: [fakeEndpoint({ slug: 'shop.mixed', routes: [[1, 1]] })],
      requestsPerSecond: 2,
    });
    const post = async (path: string, body: unknown) => {
      const headers = { 'x-api-key': 'secret', 'content-type': 'application/json' };
      const response = await fetch(`${limited.base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, retry: response.headers.get('retry-after'), json: await response.json() };
    };
    const row = { age: 1, rate: 1, member: true, plan: 'x' };
    const two = await Promise.all([
      post('/serve/shop.mixed/predict', row),
      post('/v2/models/shop.mixed/infer', { inputs }),
    ]);
    expect(two.map(({ status }) => status)).toEqual([200, 200]);
    expect(await post('/serve/shop.mixed/predict', row)).toMatchObject({
      status: 429,
      retry: '1',
      json: { error: { code: 'too-many-requests' } },
    });
    expect(await post('/serve/shop.mixed/invocations', { instances: [row] })).toMatchObject({
      status: 429,
      retry: '1',
      json: { error_code: 'REQUEST_LIMIT_EXCEEDED' },
    });
    expect(await post('/v2/models/shop.mixed/infer', { inputs })).toMatchObject({
      status: 429,
      retry: '1',
      json: { error: expect.stringContaining('Retry-After') },
    });
    await limited.close();
  });

  it('says of one that is still being loaded that it is', async () => {
    const never = () => new Promise<never>(() => undefined);
    const facts = {
      state: 'starting',
      pid: null,
      bytes: null,
      restarts: 0,
      batches: {},
      rows: 0,
      lastEnd: null,
    } as const;
    const nothing = () => undefined;
    const own = { open: never, stay: nothing, keep: nothing, answer: never, facts: () => facts, close: nothing };
    const { server: loading, endpoints } = makeScoringServer({
      releases: [{ ...mixedRelease, own }],
      endpoints: [fakeEndpoint({ slug: 'shop.mixed', routes: [[1, 1]] })],
    });
    await endpoints.look();
    const asked = { method: 'POST', url: '/v2/repository/index', headers: { 'x-api-key': 'secret' } } as const;
    const index = (await loading.inject(asked)).json();
    expect(index).toMatchObject([{ name: 'shop.mixed', version: '', state: 'LOADING' }]);
    const ready = await loading.inject({ ...asked, payload: '{"ready":true}' });
    expect(ready.json()).toEqual([]);
    await loading.close();
  });
});
