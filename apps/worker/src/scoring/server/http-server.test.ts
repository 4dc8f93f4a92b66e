import type { Prediction } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFigures } from '../../ground/figures';
import { fakeAnswer, fakeEndpoint, fakeRelease, testId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { createTrafficRecorder, type TrafficRecorder } from '../../watching/traffic';
import { watchInvariants } from '../../watching/watch-invariants';
import { predictionFigures } from '../predictions/prediction-figures';
import type { EndpointFacts } from '../releases/served-release';
import { startScoringServer } from '../testing/scoring-server';

const never = () => new Promise<never>(() => undefined);
const broken = () => {
  throw new Error('broken weights');
};
const unseenCity = {
  field: 'city',
  problem: 'unseen' as const,
  seen: '"Atlantis"',
  expected: 'a value that the model has learned from',
};
const releases = [
  fakeRelease(1),
  fakeRelease(2, () => fakeAnswer('no')),
  fakeRelease(3, broken),
  fakeRelease(4, never),
  { ...fakeRelease(5, () => fakeAnswer('no')), number: 1, model: 'risk' },
  fakeRelease(6, (sent) => ({ ...fakeAnswer('no'), ...(sent.city === 'Atlantis' ? { warnings: [unseenCity] } : {}) })),
];
const all: EndpointFacts[] = [
  fakeEndpoint({ slug: 'shop.churn', routes: [[1, 1]], chain: [2] }),
  // In the middle of a rollout of another model, whose release has the same number.
  fakeEndpoint({
    slug: 'shop.shared',
    routes: [
      [1, 1],
      [5, 99],
    ],
    chain: [1],
  }),
  fakeEndpoint({ slug: 'shop.broken', routes: [[3, 1]], chain: [2] }),
  fakeEndpoint({ slug: 'shop.late', routes: [[4, 1]], chain: [2], more: { budgetMs: 800 } }),
  fakeEndpoint({ slug: 'shop.constant', routes: [[3, 1]], more: { last: { kind: 'constant', value: 'no' } } }),
  fakeEndpoint({ slug: 'shop.silent', routes: [[3, 1]] }),
  fakeEndpoint({ slug: 'shop.warns', routes: [[6, 1]], more: { remember: { seconds: 60 } } }),
];

const figures = createFigures();
let kept: Prediction[] = [];
let traffic: TrafficRecorder;
let started: Awaited<ReturnType<typeof startScoringServer>>;

beforeAll(async () => {
  started = await startScoringServer({
    ...{ releases, endpoints: all, figures },
    keep: (predictions) => void kept.push(...predictions),
    count: (served) => traffic.record(served),
  });
});
afterAll(() => started.close());
beforeEach(() => {
  kept = [];
  traffic = createTrafficRecorder({ process: 'p', now: Date.now });
});

async function call(
  path: string,
  options: { body?: unknown; raw?: string | Buffer; headers?: Record<string, string>; method?: string } = {},
) {
  const { body, raw, method } = options;
  const sends = body !== undefined || raw !== undefined;
  const response = await fetch(`${started.base}${path}`, {
    method: method ?? (sends ? 'POST' : 'GET'),
    headers: {
      'x-api-key': 'secret',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(sends ? { body: raw ?? JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    text,
    json: type.includes('json') && text.trim() !== '' ? JSON.parse(text) : null,
    headers: response.headers,
  };
}
const row = { age: 50, city: 'Oslo' };

describe('native scoring', () => {
  it('answers a bare row, names release and endpoint, keeps and counts the prediction', async () => {
    const { status, json, headers } = await call('/serve/shop.churn/predict', { body: row });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      predictions: [{ prediction: 'yes', probabilities: { no: 0.25, yes: 0.75 } }],
      release: 'v1',
      releaseId: testId(1),
      model: 'churn',
      endpoint: 'shop.churn',
      revision: 1,
    });
    expect(headers.get('server-timing')).toMatch(/^features;dur=[\d.]+, model;dur=[\d.]+, total;dur=[\d.]+$/);
    expect(kept).toMatchObject([
      {
        id: json.predictions[0].id,
        input: row,
        rank: 0,
        status: 'ok',
        caller: 'key:k1',
        protocol: 'native',
        micros: { features: 3, model: 5 },
      },
    ]);
    expect(traffic.collect()).toMatchObject([{ served: 1, errors: 0, fallbacks: 0, outputs: { classes: { yes: 1 } } }]);
  });

  it('answers many rows in order, nulls included', async () => {
    const rows = Array.from({ length: 600 }, (_, i) => ({ age: i % 2 === 0 ? 60 : null, city: null }));
    const { json } = await call('/serve/shop.churn/predict', { body: { rows } });
    expect(json.predictions.map((p: { prediction: string }) => p.prediction)).toEqual(
      rows.map((_, i) => (i % 2 === 0 ? 'yes' : 'no')),
    );
    expect(new Set(kept.map((prediction) => prediction.id)).size).toBe(600);
    expect(traffic.collect()[0]?.served).toBe(600);
  });

  it('names every bad field of every row in one answer and keeps the refusal, not what was sent', async () => {
    const { status, json } = await call('/serve/shop.churn/predict', { body: { rows: [row, { age: 'old', zip: 1 }] } });
    expect(status).toBe(422);
    expect(
      json.error.fields.map((f: { row: number; field: string; problem: string }) => [f.row, f.field, f.problem]),
    ).toEqual([
      [1, 'age', 'mistyped'],
      [1, 'city', 'missing'],
      [1, 'zip', 'extra'],
    ]);
    expect(json.error.message).toContain('zip (extra), age (mistyped), city (missing)');
    expect(kept.map(({ status, reason, input }) => [status, reason, input])).toEqual([
      ['invalid', json.error.message, {}],
    ]);
    expect(traffic.collect()).toMatchObject([{ served: 0, invalid: 1 }]);
  });

  it.each([
    ['{"age":NaN,"city":null}', 400, 'nan'],
    ['{"age":1,"age":2,"city":null}', 400, 'duplicate-key'],
    ['{"age":', 400, 'not-json'],
    ['', 400, 'not-json'],
    ['[]', 400, 'wrong-shape'],
    ['{"rows":[]}', 400, 'wrong-shape'],
    [`${'['.repeat(100)}`, 400, 'too-deep'],
  ])('refuses %s', async (raw, status, code) => {
    const answer = await call('/serve/shop.churn/predict', {
      raw,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
  });

  it('refuses bytes that are no UTF-8 and bodies over the limit', async () => {
    const bytes = await call('/serve/shop.churn/predict', { raw: Buffer.from([0x7b, 0xff]) });
    expect([bytes.status, bytes.json.error.code]).toEqual([400, 'not-utf8']);
    const large = await call('/serve/shop.churn/predict', { raw: Buffer.alloc(11 * 1024 * 1024, 32) });
    expect([large.status, large.json.error.code]).toEqual([413, 'too-large']);
  });

  it('takes the release a caller asks for, and says which there are', async () => {
    for (const path of ['/serve/shop.churn/predict?release=v2', `/serve/shop.churn/predict?release=${testId(2)}`]) {
      expect((await call(path, { body: row })).json).toMatchObject({
        release: 'v2',
        predictions: [{ prediction: 'no' }],
      });
    }
    expect(
      (await call('/serve/shop.churn/predict', { body: row, headers: { 'x-millrace-release': '2' } })).json.release,
    ).toBe('v2');
    const pinned = [
      await call('/serve/shop.shared/predict?release=1', { body: row }),
      await call('/serve/shop.shared/predict', { body: row, headers: { 'x-millrace-release': 'v1' } }),
    ];
    for (const { status, json } of pinned) expect([status, json.model]).toEqual([200, 'churn']);
    expect((await call('/serve/shop.shared/predict?release=risk@1', { body: row })).json.model).toBe('risk');
    const inputs = [
      { name: 'age', shape: [1], datatype: 'INT64', data: [50] },
      { name: 'city', shape: [1], datatype: 'BYTES', data: ['Oslo'] },
    ];
    const infer = await call('/v2/models/shop.shared/versions/1/infer', {
      body: { inputs, outputs: [{ name: 'label' }] },
    });
    expect([infer.status, infer.json.outputs[0].data]).toEqual([200, ['yes']]);
    const unknown = await call('/serve/shop.churn/predict?release=v9', { body: row });
    expect([unknown.status, unknown.json.error.known]).toEqual([404, ['v1', 'v2']]);
  });
});

describe('the chain', () => {
  it.each([
    ['shop.broken', testId(3), /v3 failed: broken weights/],
    ['shop.late', testId(4), /v4 was late/],
  ])('answers from the next release on %s', async (slug, routed, reason) => {
    const { status, json } = await call(`/serve/${slug}/predict`, { body: row });
    expect(status).toBe(200);
    expect(json).toMatchObject({ release: 'v2', predictions: [{ prediction: 'no', fallback: { rank: 1 } }] });
    expect(json.predictions[0].fallback.reason).toMatch(reason);
    expect(kept).toMatchObject([{ rank: 1, status: 'fallback', release: testId(2) }]);
    const counted = traffic.collect();
    expect(counted).toHaveLength(2);
    expect(counted).toContainEqual(expect.objectContaining({ releaseId: testId(2), served: 1, fallbacks: 1 }));
    expect(counted).toContainEqual(
      expect.objectContaining({
        releaseId: routed,
        served: 0,
        routed: expect.objectContaining({ rows: 1, missed: 1 }),
      }),
    );
  });

  it('answers with the constant when no release does', async () => {
    const { json } = await call('/serve/shop.constant/predict', { body: row });
    expect(json).toMatchObject({ release: null, predictions: [{ prediction: 'no', fallback: { rank: 1 } }] });
    expect(kept).toMatchObject([{ release: null, status: 'fallback' }]);
  });

  it('answers 503 when nobody does, and keeps that too', async () => {
    const { status, json } = await call('/serve/shop.silent/predict', { body: row });
    expect([status, json.error.code]).toEqual([503, 'no-answer']);
    expect(kept).toMatchObject([{ release: null, status: 'error', output: null }]);
    expect(traffic.collect()).toMatchObject([{ releaseId: testId(3), errors: 1 }]);
  });
});

describe('access', () => {
  it('takes the key in three headers', async () => {
    for (const headers of [
      { 'x-api-key': 'secret' },
      { 'x-api-key': '', authorization: 'Bearer secret' },
      { 'x-api-key': '', authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` },
    ]) {
      expect((await call('/serve/shop.churn/predict', { body: row, headers })).status).toBe(200);
    }
  });

  it('answers 401 without a key, whether the endpoint exists or not', async () => {
    for (const slug of ['shop.churn', 'nothing']) {
      const { status } = await call(`/serve/${slug}/predict`, { body: row, headers: { 'x-api-key': '' } });
      expect(status).toBe(401);
    }
    expect((await call('/serve/shop.churn/predict', { body: row, headers: { 'x-api-key': 'guess' } })).status).toBe(
      401,
    );
  });

  it('answers 403 for a key without the scope, 404 for an unknown endpoint', async () => {
    expect((await call('/serve/shop.churn/predict', { body: row, headers: { 'x-api-key': 'reader' } })).status).toBe(
      403,
    );
    expect((await call('/serve/nothing/predict', { body: row })).status).toBe(404);
  });

  it('takes the internal token for the test form and names its user', async () => {
    const headers = { 'x-api-key': '', 'x-millrace-internal': 'inside', 'x-millrace-caller': 'ada' };
    expect((await call('/serve/shop.churn/predict', { body: row, headers })).status).toBe(200);
    expect(kept).toMatchObject([{ caller: 'ada', protocol: 'test-form' }]);
    const wrong = { ...headers, 'x-millrace-internal': 'outside' };
    expect((await call('/serve/shop.churn/predict', { body: row, headers: wrong })).status).toBe(401);
  });
});

describe('values that the model has not learned from', () => {
  const rows = [row, { ...row, city: 'Atlantis' }];

  it('are named beside the answer, asked anew or remembered, and kept with it; others have no word of it', async () => {
    for (const _time of [1, 2]) {
      kept = [];
      const { status, json } = await call('/serve/shop.warns/predict', { body: { rows } });
      expect(status).toBe(200);
      expect(json.predictions[0]).not.toHaveProperty('warnings');
      expect(json.predictions[1]).toMatchObject({ prediction: 'no', warnings: [unseenCity] });
      expect(kept.map(({ output }) => output?.warnings)).toEqual([undefined, [unseenCity]]);
    }
  });

  it('are told in a header by protocols that have no word for them, and counted', async () => {
    const header = async (path: string, body: unknown) => {
      const { status, headers } = await call(path, { body });
      return [status, headers.get('x-millrace-warnings')];
    };
    const told = [200, 'unseen values in 1 of 2 rows: city'];
    expect(await header('/serve/shop.warns/invocations', { instances: rows })).toEqual(told);
    expect(await header('/serve/shop.warns/invocations', { instances: [row] })).toEqual([200, null]);
    const inputs = [
      { name: 'age', shape: [2], datatype: 'INT64', data: [50, 50] },
      { name: 'city', shape: [2], datatype: 'BYTES', data: ['Oslo', 'Atlantis'] },
    ];
    expect(await header('/v2/models/shop.warns/infer', { inputs })).toEqual(told);
    const { text } = await call('/metrics');
    expect(text).toMatch(/millrace_inference_unseen_values_total\{endpoint="shop.warns",field="city"\} [1-9]/);
  });
});

describe('a wrong method', () => {
  it.each([
    ['GET', '/serve/shop.churn/predict', 'POST'],
    ['PUT', '/serve/shop.churn/invocations', 'POST'],
    ['DELETE', '/serve/shop.churn', 'GET'],
  ])('%s at %s answers 405 and says what is taken', async (method, path, wanted) => {
    const { status, json, headers } = await call(`${path}?release=v1`, { method });
    expect([status, headers.get('allow')?.split(', ')]).toEqual([405, expect.arrayContaining([wanted])]);
    expect(json.error).toEqual({ code: 'wrong-method', message: `${path} takes no ${method}: send ${wanted}.` });
  });

  it('has the body of its protocol, and what is nowhere stays 404', async () => {
    const { status, json, headers } = await call('/v2/models/shop.churn/infer');
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(json).toEqual({ error: '/v2/models/shop.churn/infer takes no GET: send POST.' });
    const nowhere = await call('/serve/shop.churn/predikt', { body: row });
    expect([nowhere.status, nowhere.json.error.code, nowhere.headers.get('allow')]).toEqual([404, 'not-found', null]);
    expect((await call('/v2/nothing')).status).toBe(404);
  });

  it('of a body in the words of MLflow says where that is read', async () => {
    const { status, json } = await call('/serve/shop.churn/predict', { body: { instances: [row] } });
    expect([status, json.error.code]).toEqual([422, 'invalid-rows']);
    expect(json.error.message).toContain('goes to /invocations of the same endpoint');
  });
});

describe('what an endpoint says of itself', () => {
  it('shows its signature with an example that works', async () => {
    const { json } = await call('/serve/shop.churn');
    expect(json).toMatchObject({ endpoint: 'shop.churn', task: 'binary' });
    expect(json.releases).toEqual([
      { release: 'v1', ask: 'v1', releaseId: testId(1), model: 'churn', weight: 1, state: 'ready' },
      { release: 'v2', ask: 'v2', releaseId: testId(2), model: 'churn', weight: 0, state: 'ready' },
    ]);
    const shared = (await call('/serve/shop.shared')).json;
    expect(shared.releases).toMatchObject([
      { release: 'v1', ask: 'v1', model: 'churn', weight: 1 },
      { release: 'v1', ask: 'risk@1', model: 'risk', weight: 99 },
    ]);
    for (const input of json.signature.inputs) {
      expect(input).toMatchObject({ required: true, nullable: true });
      const { [input.name]: _left, ...rest } = row as Record<string, unknown>;
      expect((await call(json.predict, { body: rest })).status).toBe(422);
    }
    expect((await call(json.predict, { body: json.example })).status).toBe(200);
  });

  it('has a health page and figures for Prometheus without a key', async () => {
    expect((await call('/health', { headers: { 'x-api-key': '' } })).json).toEqual({ status: 'ok', roles: ['score'] });
    await call('/serve/shop.churn/predict', { body: row });
    figures.publish(() => predictionFigures({ appended: 9, shipped: 6, refused: 1, lost: 0 }));
    figures.publish(watchInvariants({ check: async () => [], logger: createQuietLogger() }).figures);
    const { text } = await call('/metrics', { headers: { 'x-api-key': '' } });
    expect(text).toMatch(
      /millrace_inference_requests_total\{endpoint="shop.churn",model="churn",version="1",protocol="native",code="200"\} \d+/,
    );
    expect(text).toMatch(/millrace_inference_request_duration_seconds_bucket\{.*le="\+Inf"\} \d+/);
    expect(text).toContain(
      'millrace_model_loaded_info{endpoint="shop.churn",model="churn",version="1",format="baseline"} 1',
    );
    expect(text).toContain(
      '# TYPE millrace_predictions_total counter\nmillrace_predictions_total{state="appended"} 9\n',
    );
    expect(text).toContain('millrace_predictions_total{state="refused"} 1\n');
    expect(text).toContain('\nmillrace_invariant_violations 0\n');
  });
});

describe('MLflow scoring calls', () => {
  const json = { 'content-type': 'application/json' };
  const post = (raw: string, headers: Record<string, string> = json) =>
    call('/serve/shop.churn/invocations', { raw, method: 'POST', headers });

  it('answers all forms, extra columns ignored', async () => {
    for (const body of [
      { dataframe_split: { columns: ['city', 'age', 'x'], data: [['a', 50, 1]] } },
      { dataframe_records: [{ age: 50, city: 'a', x: 1 }] },
      { instances: [{ age: 50, city: 'a' }] },
      { inputs: { age: [50], city: ['a'] } },
    ]) {
      expect((await post(JSON.stringify(body))).json).toEqual({ predictions: ['yes'] });
    }
  });

  it('reads CSV', async () => {
    const { json: answer } = await post('city,age\na,50\nb,\n', { 'content-type': 'text/csv; charset=utf-8' });
    expect(answer).toEqual({ predictions: ['yes', 'no'] });
  });

  it.each([
    ['{"a":1}', 400, 'BAD_REQUEST'],
    ['nonsense', 400, 'BAD_REQUEST'],
    ['{"instances":[{"age":1}]}', 400, 'INVALID_PARAMETER_VALUE'],
    ['{"instances":[{"age":"old","city":"a"}]}', 400, 'BAD_REQUEST'],
  ])('refuses %s in its own words', async (raw, status, code) => {
    const answer = await post(raw);
    expect([answer.status, answer.json.error_code]).toEqual([status, code]);
  });

  it('answers 415 for other types and charsets, as text', async () => {
    expect(await post('x', { 'content-type': 'text/plain' })).toMatchObject({ status: 415, json: null });
    expect((await post('a,b', { 'content-type': 'text/csv; charset=latin1' })).status).toBe(415);
  });

  it('answers ping, health and version', async () => {
    expect(await call('/serve/shop.churn/ping')).toMatchObject({ status: 200, text: '\n' });
    expect((await call('/serve/shop.churn/health')).status).toBe(200);
    expect(await call('/serve/shop.churn/version')).toMatchObject({ status: 200, text: '1' });
    expect((await call('/serve/nothing/ping')).status).toBe(404);
  });
});
