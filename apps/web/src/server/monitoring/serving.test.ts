import type { ServingMinute } from '@millrace/db';
import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { noShadowRows } from '@millrace/pipeline-core/rollout';
import { emptyHistogram, recordLatency, storeHistogram } from '@millrace/pipeline-core/stats';
import { describe, expect, it } from 'vitest';
import { fleetFigures } from './fleet-figures';
import { healthOf, monitoringSentence } from './health';
import { type ServingFigures, servingByRelease, servingSeries, summariseServing } from './summarise-serving';

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const noon = new Date('2026-03-01T12:00:00Z');

/** What one process counted in one minute, with these latencies in microseconds. */
function minute(o: { at?: number; release?: number; process?: string; micros?: number[] } & Partial<ServingMinute>) {
  const { at = 0, release = 1, process = 'a', micros = [], ...figures } = o;
  const histogram = emptyHistogram();
  for (const value of micros) recordLatency(histogram, value);
  return {
    endpointId: endpointIdSchema.parse(id(9)),
    releaseId: releaseIdSchema.parse(id(release)),
    minute: new Date(noon.getTime() + at * 60_000),
    process,
    served: micros.length,
    errors: 0,
    fallbacks: 0,
    invalid: 0,
    routed: null,
    shadow: null,
    minMicros: micros.length === 0 ? 0 : Math.min(...micros),
    maxMicros: micros.length === 0 ? 0 : Math.max(...micros),
    sumMicros: micros.reduce((sum, value) => sum + value, 0),
    histogram: storeHistogram(histogram),
    outputs: null,
    ...figures,
  } satisfies ServingMinute;
}

describe('serving figures', () => {
  it('add up over processes and minutes; quantiles come from all answers together', () => {
    const fast = minute({ process: 'a', micros: Array.from({ length: 99 }, () => 1000), fallbacks: 2 });
    const slow = minute({ process: 'b', at: 1, micros: [64_000], errors: 3, invalid: 4 });
    const { latency, ...counts } = summariseServing([fast, slow]);
    expect(counts).toEqual({ served: 100, errors: 3, fallbacks: 2, invalid: 4 });
    expect(latency).toMatchObject({ count: 100, min: 1000, max: 64_000, mean: (99 * 1000 + 64_000) / 100 });
    expect(latency?.p50).toBeGreaterThan(1000 * 0.95);
    expect(latency?.p50).toBeLessThan(1000 * 1.05);
    expect(latency?.p95).toBeLessThan(1100);
  });

  it('have no latency when nothing was answered', () => {
    expect(summariseServing([])).toEqual({ served: 0, errors: 0, fallbacks: 0, invalid: 0, latency: null });
    expect(summariseServing([minute({ errors: 2 })]).latency).toBeNull();
  });

  it('know nothing of copies for a release in shadow', () => {
    const copies = minute({ release: 2, shadow: { ...noShadowRows, compared: 50, agreed: 50 } });
    expect(summariseServing([copies])).toEqual({ served: 0, errors: 0, fallbacks: 0, invalid: 0, latency: null });
    const answered = minute({ micros: [500] });
    expect(servingByRelease([copies, answered]).map(({ release }) => release)).toEqual([answered.releaseId]);
    const both = { ...copies, served: 1 };
    expect(servingByRelease([both, answered])).toHaveLength(2);
  });

  it('show silence as zeros in a series', () => {
    const to = new Date(noon.getTime() + 3 * 60_000);
    const points = servingSeries([minute({ at: 2, micros: [500, 700] })], { from: noon, to, stepMinutes: 1 });
    expect(points.map(({ served }) => served)).toEqual([0, 0, 2, 0]);
    expect(points.map(({ p95 }) => p95 === null)).toEqual([true, true, false, true]);
  });

  it('gather minutes into wider steps without losing any', () => {
    const minutes = [0, 1, 14, 15, 29].map((at) => minute({ at, micros: [100] }));
    const to = new Date(noon.getTime() + 29 * 60_000);
    const points = servingSeries(minutes, { from: noon, to, stepMinutes: 15 });
    expect(points.map(({ served }) => served)).toEqual([3, 2]);
  });

  it('are kept apart by release, busiest first', () => {
    const rows = servingByRelease([
      minute({ release: 1, micros: [100] }),
      minute({ release: 2, micros: [100, 100] }),
      minute({ release: 2, at: 1, micros: [100] }),
    ]);
    expect(rows.map(({ release, figures }) => [release, figures.served])).toEqual([
      [id(2), 3],
      [id(1), 1],
    ]);
  });
});

describe('the health of an endpoint', () => {
  const figures = (change: Partial<ServingFigures>): ServingFigures => ({
    ...summariseServing([minute({ micros: Array.from({ length: 100 }, () => 2000) })]),
    ...change,
  });
  const health = (change: Partial<ServingFigures>, budgetMs = 200) =>
    healthOf(figures(change), { budgetMs, windowWords: 'the last hour' });

  it('is good when everything was answered in time', () => {
    expect(health({})).toEqual({ state: 'healthy', why: '100 rows in the last hour, all answered in time.' });
  });

  it('names refused requests beside the answered ones', () => {
    expect(health({ invalid: 2 }).why).toContain('answered in time. 2 more did not fit and were refused.');
  });

  it('counts a single request in the singular', () => {
    expect(health({ served: 1 }).why).toBe('1 row in the last hour, all answered in time.');
  });

  it('is unknown without requests', () => {
    expect(health({ served: 0, latency: null }).state).toBe('no-data');
  });

  it.each([
    ['more than one in twenty got no answer', { served: 90, errors: 10 }, 'needs-action', '10% of 100 rows'],
    ['more than one in twenty came from a fallback', { fallbacks: 6 }, 'needs-action', '6% of the answers'],
    ['some got no answer', { served: 99, errors: 1 }, 'watch', '1 of 100 rows'],
    ['some came from a fallback', { fallbacks: 5 }, 'watch', '5 answers'],
    ['a handful failed of a handful', { served: 2, errors: 2 }, 'watch', '2 of 4 rows'],
  ])('when %s', (_case, change, state, words) => {
    const found = health(change);
    expect(found.state).toBe(state);
    expect(found.why).toContain(words);
  });

  it('is watched when answers come close to the budget', () => {
    expect(health({}, 2.2).state).toBe('watch');
    expect(health({}, 3).state).toBe('healthy');
  });
});

describe('the sentence over Monitoring', () => {
  const row = (name: string, state: 'healthy' | 'watch' | 'needs-action' | 'no-data') => ({
    name,
    sandbox: false,
    health: { state, why: 'Something happened.' },
  });

  it.each([
    ['No model is deployed yet.', []],
    ['Nobody has asked the live models anything yet.', [row('churn', 'no-data')]],
    ['The one live model is healthy.', [row('churn', 'healthy')]],
    ['2 of 3 models are healthy.', [row('a', 'healthy'), row('b', 'healthy'), row('c', 'no-data')]],
    ['1 of 2 models are healthy; keep an eye on b.', [row('a', 'healthy'), row('b', 'watch')]],
    ['No model is live yet; one answers in a sandbox.', [{ ...row('a', 'needs-action'), sandbox: true }]],
    ['The one live model is healthy.', [row('a', 'healthy'), { ...row('b', 'needs-action'), sandbox: true }]],
    ['c needs a decision: something happened.', [row('a', 'healthy'), row('b', 'watch'), row('c', 'needs-action')]],
  ])('%s', (sentence, rows) => {
    expect(monitoringSentence(rows)).toBe(sentence);
  });
});

describe('the figures over Monitoring', () => {
  const micros = (count: number, each: number) => Array.from({ length: count }, () => each);
  const row = (sandbox: boolean, figures: ServingFigures) => ({
    sandbox,
    figures,
    health: healthOf(figures, { budgetMs: 200, windowWords: 'the last hour' }),
  });

  it('leave out what is marked sandbox', () => {
    const live = summariseServing([minute({ micros: micros(40, 1000), fallbacks: 1 })]);
    const tried = summariseServing([minute({ micros: micros(5, 90_000), errors: 50, fallbacks: 5 })]);
    const fleet = fleetFigures([row(false, live), row(true, tried)]);
    expect(fleet).toMatchObject({ live: 1, healthy: 0, served: 40, errors: 0, fallbacks: 1 });
    expect(fleet.slowestP95).toBeLessThan(1100);
  });

  it('are empty when all are sandboxes', () => {
    const tried = summariseServing([minute({ micros: micros(5, 1000) })]);
    expect(fleetFigures([row(true, tried)])).toEqual({
      live: 0,
      healthy: 0,
      served: 0,
      errors: 0,
      fallbacks: 0,
      slowestP95: null,
    });
  });
});
