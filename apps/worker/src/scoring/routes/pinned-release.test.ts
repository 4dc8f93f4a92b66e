import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease, testReleaseId } from '../../testing/fake-release';
import { type ProtocolServer, startProtocolServer } from '../../testing/protocol-server';

/** v9 is routed and cannot be loaded, v2 answers for it. */
let server: ProtocolServer;
beforeAll(async () => {
  const endpoints = [fakeEndpoint({ slug: 'shop.churn', routes: [[9, 1]], chain: [2] })];
  server = await startProtocolServer({ releases: [fakeRelease(2)], endpoints });
});
afterAll(() => server?.close());

const ask = async (path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${server.base}${path}`, {
    headers: { 'x-api-key': 'secret', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    fallback: answer.headers.get('x-millrace-fallback'),
    body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
  };
};

const rows = { rows: [{ age: 41, city: 'Oslo' }] };
const tensors = {
  inputs: [
    { name: 'age', shape: [1], datatype: 'INT64', data: [41] },
    { name: 'city', shape: [1], datatype: 'BYTES', data: ['Oslo'] },
  ],
};
const why = 'v9 was asked for and cannot be loaded: its bundle is not there. Ask for one of: v2, none.';

describe('a version that cannot be loaded', () => {
  it.each([
    ['in the address', '?release=v9', {}],
    ['in a header', '', { 'x-millrace-release': 'churn@9' }],
    ['by id', `?release=${testReleaseId(9)}`, {}],
  ])('is refused by name, whoever would answer for it: %s', async (_how, query, headers) => {
    const kept = server.kept.length;
    const answer = await ask(`/serve/shop.churn/predict${query}`, rows, headers);
    expect(answer).toMatchObject({
      status: 503,
      body: { error: { code: 'no-answer', message: `No release of this endpoint answered: ${why}` } },
    });
    expect(server.kept).toHaveLength(kept);
  });

  it('is not ready, has no metadata and answers nothing in the Open Inference Protocol', async () => {
    const path = '/v2/models/shop.churn/versions/9';
    expect(await ask(`${path}/ready`)).toMatchObject({
      status: 503,
      body: { name: 'shop.churn', ready: false, error: why },
    });
    expect(await ask(path)).toMatchObject({ status: 503, body: { error: why } });
    expect(await ask(`${path}/infer`, tensors)).toMatchObject({ status: 503, body: { error: why } });
  });

  it('is listed as one that is not there, with the reason', async () => {
    expect((await ask('/v2/repository/index', {})).body).toEqual([
      { name: 'shop.churn', version: '2', state: 'READY', reason: '' },
      { name: 'shop.churn', version: '9', state: 'UNAVAILABLE', reason: 'its bundle is not there' },
    ]);
    expect((await ask('/v2/repository/index', { ready: true })).body).toHaveLength(1);
    expect((await ask('/serve/shop.churn')).body.releases).toEqual([
      {
        ...{ release: 'v9', ask: 'v9', releaseId: testReleaseId(9), model: 'churn', weight: 1 },
        ...{ state: 'unavailable', problem: 'its bundle is not there' },
      },
      { release: 'v2', ask: 'v2', releaseId: testReleaseId(2), model: 'churn', weight: 0, state: 'ready' },
    ]);
  });

  it('is not the version that the protocol of MLflow tells, which asks for none', async () => {
    expect(await ask('/serve/shop.churn/version')).toMatchObject({ status: 200, body: '2' });
    expect(await ask('/serve/shop.churn/invocations', { dataframe_records: rows.rows })).toMatchObject({
      status: 200,
      fallback: '1 of 1 by another; v2, because v9 was away: it cannot be loaded: its bundle is not there',
    });
  });
});

describe('without a version', () => {
  it('the chain answers for it, says who and why, and is ready', async () => {
    const { status, body } = await ask('/serve/shop.churn/predict', rows);
    expect([status, body.release, body.predictions[0].fallback.reason]).toEqual([
      200,
      'v2',
      'v9 was away: it cannot be loaded: its bundle is not there',
    ]);
    expect(await ask('/v2/models/shop.churn/ready')).toMatchObject({
      status: 200,
      body: { name: 'shop.churn', ready: true },
    });
    const { body: inferred, fallback } = await ask('/v2/models/shop.churn/infer', tensors);
    expect([inferred.model_version, fallback]).toEqual(['2', expect.stringContaining('v2, because v9 was away')]);
  });

  it('and by the version that answers', async () => {
    expect((await ask('/serve/shop.churn/predict?release=v2', rows)).status).toBe(200);
    expect((await ask('/v2/models/shop.churn/versions/2/ready')).body).toEqual({ name: 'shop.churn', ready: true });
    expect((await ask('/v2/models/shop.churn/versions/7/ready')).status).toBe(404);
    expect((await ask('/v2/models/shop.churn/versions/2/infer', tensors)).fallback).toBeNull();
  });
});
