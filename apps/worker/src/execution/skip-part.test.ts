import type { Artifact } from '@millrace/db';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import { deadlineSchema, roundSchema } from '@millrace/pipeline-core/search';
import { describe, expect, it } from 'vitest';
import { skipPart } from './skip-part';

const hash = (digit: string) => artifactHashSchema.parse(digit.repeat(64));
const artifact = (digit: string, inline: Json): [string, Artifact] => [
  hash(digit),
  { hash: hash(digit), bytes: 1, kind: 'json', location: null, inline },
];
const round = (...numbers: number[]) => ({
  v: 1,
  round: 0,
  metric: 'auto',
  trials: numbers.map((number) => ({ number, params: {} })),
});
/** Step 0 began the clock and proposed trials of its own, step 4 those of this one. */
const inputs = [
  { from: 0, port: 'proposal', hash: hash('a') },
  { from: 0, port: 'deadline', hash: hash('b') },
  { from: 4, port: 'proposal', hash: hash('c') },
];
const context = {
  artifacts: new Map([artifact('a', round(0, 1)), artifact('b', { v: 1, at: 1000 }), artifact('c', round(6))]),
  asked: false,
};
const asked = { ...context, asked: true };
const trial = (number: number) => ({
  type: 'gradient-boosted-trees',
  trial: number,
  params: {},
  inputs: { proposal: [{ idx: 4, port: 'proposal' }] },
});

describe('a leased trial', () => {
  it('is fitted while there is time and its own round proposes it', () => {
    expect(skipPart(trial(6), { inputs, context, now: 999 })).toBeNull();
  });

  it('has nothing to do without a proposal in its own round, which stays so', () => {
    const skipped = skipPart(trial(1), { inputs, context, now: 999 });
    expect(skipped).toMatchObject({ repeats: true, over: null });
    expect(skipped?.outputs).toMatchObject([{ port: 'trial', inline: { number: 1, state: 'skipped' } }]);
  });

  it('does not begin after the deadline, which is another one the next time', () => {
    const late = skipPart(trial(6), { inputs, context, now: 1000 });
    expect(late?.outputs).toMatchObject([{ port: 'trial', inline: { number: 6, state: 'skipped', why: 'time' } }]);
    // Its search is over: what begins by the clock of step 0 has nothing to do either.
    expect(late).toMatchObject({ repeats: false, over: { why: 'time', clock: 0 } });
  });

  it('is not looked for in other steps', () => {
    expect(skipPart({ type: 'evaluate', params: {}, inputs: {} }, { inputs, context: asked, now: 2000 })).toBeNull();
  });
});

describe('a proposal', () => {
  const later = { type: 'search-propose', params: { round: 2, metric: 'auc' }, inputs: {} };

  it('asks for nothing once the time is up, and is made by its process before', () => {
    const late = skipPart(later, { inputs, context, now: 1000 });
    expect(late).toMatchObject({ repeats: false, over: { why: 'time', clock: 0 } });
    expect(late?.outputs).toMatchObject([{ port: 'proposal', inline: { round: 2, trials: [] } }]);
    expect(skipPart(later, { inputs, context, now: 999 })).toBeNull();
  });
});

describe('a search that was asked for the best so far', () => {
  it('begins no other trial, and the next search asks again', () => {
    const skipped = skipPart(trial(6), { inputs, context: asked, now: 999 });
    expect(skipped?.repeats).toBe(false);
    expect(skipped?.outputs).toMatchObject([{ port: 'trial', inline: { number: 6, state: 'skipped', why: 'asked' } }]);
  });

  it('proposes nothing more; a clock that was to begin has run down', () => {
    const proposal = (params: JsonObject) =>
      skipPart({ type: 'search-propose', params, inputs: {} }, { inputs: [], context: asked, now: 999 });
    const later = proposal({ round: 2, metric: 'auc' });
    expect(later?.repeats).toBe(false);
    expect(later?.outputs.map(({ port }) => port)).toEqual(['proposal']);
    expect(roundSchema.parse(later?.outputs[0]?.inline)).toEqual({ v: 1, round: 2, metric: 'auc', trials: [] });
    const first = proposal({ round: 0, minutes: 5 });
    expect(deadlineSchema.parse(first?.outputs[1]?.inline)).toEqual({ v: 1, at: 999 });
  });

  it('proposes as always before', () => {
    expect(skipPart({ type: 'search-propose', params: {}, inputs: {} }, { inputs: [], context, now: 999 })).toBeNull();
  });
});
