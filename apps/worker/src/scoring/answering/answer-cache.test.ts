import { describe, expect, it } from 'vitest';
import { fakeAnswer, fakeEndpoint, fakeRelease } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { createServedEndpoints } from '../releases/served-endpoints';
import { forgetOldAnswers, givenAgain, recallAgain, recallAnswer, rememberAnswer, rememberedOf } from './answer-cache';
import { rememberedFigures } from './remembered-figures';

const answer = fakeAnswer('yes');
const cached = (seconds: number) => ({ last: { kind: 'cached', seconds } });

describe('remembered answers', () => {
  it('take a bounded number of bytes: the oldest go first, and one row that is asked again and again takes no more', () => {
    const release = fakeRelease(1);
    const large = { ...answer, output: Array.from({ length: 50_000 }, () => 0.123456) };
    for (let at = 0; at < 100; at += 1) rememberAnswer(release, { at }, { answer: large, now: at });
    const { answers, bytes } = rememberedOf(release);
    expect(answers).toBeGreaterThan(1);
    expect(bytes).toBeLessThanOrEqual(8 * 1024 ** 2);
    const ask = (at: number) => recallAnswer([release], { at }, { now: 100, seconds: 60 });
    expect([ask(0), ask(99)?.ageMs]).toEqual([null, 1]);
    for (let at = 0; at < 10; at += 1) rememberAnswer(release, { at: 99 }, { answer: large, now: 100 + at });
    expect(rememberedOf(release)).toEqual({ answers, bytes });
  });

  it('are forgotten when they are too old for every endpoint, and when none wants them any more', () => {
    const release = fakeRelease(1);
    const releases = new Map([[release.id, release]]);
    const endpoint = (more: object) => ({ facts: fakeEndpoint({ routes: [[1, 1]], more: { ...more } }), releases });
    for (const at of [0, 5_000, 9_000]) rememberAnswer(release, { at }, { answer, now: at });
    forgetOldAnswers([endpoint(cached(1)), endpoint(cached(5)), endpoint({})], 10_000);
    expect(rememberedOf(release).answers).toBe(2);
    forgetOldAnswers([endpoint({ last: { kind: 'constant', value: 'no' } })], 10_000);
    expect(rememberedOf(release)).toEqual({ answers: 0, bytes: 0 });
  });

  it('are given again by their own release alone, as long as the endpoint says, and are counted', () => {
    const [one, other] = [fakeRelease(1), fakeRelease(2)];
    expect(givenAgain(one)).toBeNull();
    rememberAnswer(one, { age: 41 }, { answer, now: 0 });
    const ask = (release: typeof one, row: object, now: number) =>
      recallAgain(release, { ...row }, { now, seconds: 60 })?.prediction ?? null;
    expect([ask(one, { age: 41 }, 60_000), ask(one, { age: 41 }, 60_001)]).toEqual(['yes', null]);
    expect([ask(one, { age: 42 }, 0), ask(other, { age: 41 }, 0)]).toEqual([null, null]);
    expect([givenAgain(one), givenAgain(other)]).toEqual([
      { found: 1, missed: 2 },
      { found: 0, missed: 1 },
    ]);
    const [rows] = rememberedFigures([one, fakeRelease(3)]);
    expect(rows?.values.map(({ labels, value }) => [labels.version, labels.result, value])).toEqual([
      ['1', 'found', 1],
      ['1', 'missed', 2],
    ]);
    const releases = new Map([[one.id, one]]);
    const facts = fakeEndpoint({ routes: [[1, 1]], more: { remember: { seconds: 60 } } });
    forgetOldAnswers([{ facts, releases }], 30_000);
    expect(rememberedOf(one).answers).toBe(1);
    forgetOldAnswers([{ facts, releases }], 61_000);
    expect(rememberedOf(one).answers).toBe(0);
  });

  it('go with the next look at the database once the endpoint wants none', async () => {
    const release = fakeRelease(1);
    let more: object = cached(60);
    const endpoints = createServedEndpoints({
      logger: createQuietLogger(),
      listEndpoints: async () => [fakeEndpoint({ routes: [[1, 1]], more: { ...more } })],
      loadRelease: async () => release,
      nameRelease: async () => ({ number: 1, modelName: 'churn' }),
      now: () => 2_000,
    });
    await endpoints.reload();
    rememberAnswer(release, { age: 41 }, { answer, now: 1_000 });
    await endpoints.reload();
    expect(rememberedOf(release).answers).toBe(1);
    more = {};
    await endpoints.reload();
    expect(rememberedOf(release).answers).toBe(0);
  });
});
