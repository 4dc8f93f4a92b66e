import type { JsonObject } from '@millrace/pipeline-core/json';
import { describe, expect, it } from 'vitest';
import { fakeAnswer, fakeEndpoint, fakeRelease } from '../../testing/fake-release';
import { statusOf } from '../predictions/scored-prediction';
import { ReleaseAway } from '../releases/release-away';
import { scoreRow } from './score-row';

/** An endpoint of one release that can be broken, on a clock that stands still unless it is moved. */
function setUp(last: object) {
  const state = { broken: false, ms: 1_000 };
  const release = fakeRelease(1, (row) => {
    if (state.broken) throw new Error('broken weights');
    return fakeAnswer(Number(row.age) >= 40 ? 'yes' : 'no');
  });
  const endpoint = {
    facts: fakeEndpoint({ routes: [[1, 1]], more: { last } }),
    releases: new Map([[release.id, release]]),
  };
  const ask = (row: JsonObject) =>
    scoreRow({ endpoint, filled: { row, without: new Map() }, chain: [release], now: () => state.ms, leftMs: 30_000 });
  return { state, ask, release };
}

describe('the end of the chain', () => {
  it('is the last answer to the same row, with its release and its age', async () => {
    const { state, ask, release } = setUp({ kind: 'cached', seconds: 60 });
    await ask({ age: 41, city: 'Oslo' });
    state.broken = true;
    state.ms += 2_300;
    const row = await ask({ age: 41, city: 'Oslo' });
    expect(row).toMatchObject({
      prediction: 'yes',
      probabilities: { yes: 0.75 },
      rank: 1,
      first: 'failed',
      reason: 'v1 failed: broken weights; answered as 2.3 s ago',
    });
    expect([row.release, statusOf(row)]).toEqual([release, 'fallback']);
  });

  it('is not one that is too old, nor one to another row', async () => {
    const { state, ask } = setUp({ kind: 'cached', seconds: 60, value: 'no' });
    await ask({ age: 41, city: 'Oslo' });
    state.broken = true;
    expect(await ask({ age: 42, city: 'Oslo' })).toMatchObject({ prediction: 'no', release: null, rank: 1 });
    state.ms += 60_001;
    expect(await ask({ age: 41, city: 'Oslo' })).toMatchObject({
      ...{ prediction: 'no', release: null, rank: 1 },
      reason: 'v1 failed: broken weights; answered with the constant of the endpoint',
    });
  });

  it('is an error where nothing is remembered, and no constant is said', async () => {
    const { state, ask } = setUp({ kind: 'cached' });
    state.broken = true;
    const row = await ask({ age: 41, city: 'Oslo' });
    expect([row.prediction, row.release, statusOf(row)]).toEqual([null, null, 'error']);
  });

  it('says where a release was away, and where one failed with the row', async () => {
    const away = { ...fakeRelease(1), answer: () => Promise.reject(new ReleaseAway('its process is closed')) };
    const endpoint = {
      facts: fakeEndpoint({ routes: [[1, 1]], more: { last: { kind: 'error' } } }),
      releases: new Map([[away.id, away]]),
    };
    const o = { endpoint, filled: { row: {}, without: new Map() }, now: () => performance.now(), leftMs: 30_000 };
    const words = { reason: 'v1 was away: its process is closed', first: 'failed' };
    expect(await scoreRow({ ...o, chain: [away] })).toMatchObject({ away: true, prediction: null, ...words });
    expect(await scoreRow({ ...o, chain: [] })).toMatchObject({ away: true, reason: 'no release is loaded' });
    const { state, ask } = setUp({ kind: 'error' });
    state.broken = true;
    expect((await ask({})).away).toBeUndefined();
  });

  it('remembers nothing where the endpoint does not ask for it', async () => {
    const { state, ask } = setUp({ kind: 'constant', value: 'no' });
    await ask({ age: 41, city: 'Oslo' });
    state.broken = true;
    expect(await ask({ age: 41, city: 'Oslo' })).toMatchObject({ prediction: 'no', release: null });
  });
});
