import type { Artifact } from '@millrace/db';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { describe, expect, it } from 'vitest';
import { skipTrial } from './skip-trial';

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
};
const trial = (number: number) => ({
  type: 'gradient-boosted-trees',
  trial: number,
  inputs: { proposal: [{ idx: 4, port: 'proposal' }] },
});

describe('a leased trial', () => {
  it('is fitted while there is time and its own round proposes it', () => {
    expect(skipTrial(trial(6), { inputs, context, now: 999 })).toBeNull();
  });

  it('has nothing to do without a proposal in its own round, which stays so', () => {
    const skipped = skipTrial(trial(1), { inputs, context, now: 999 });
    expect(skipped?.repeats).toBe(true);
    expect(skipped?.output).toMatchObject({ port: 'trial', inline: { number: 1, state: 'skipped' } });
  });

  it('does not begin after the deadline, which is another one the next time', () => {
    expect(skipTrial(trial(6), { inputs, context, now: 1000 })?.repeats).toBe(false);
  });

  it('is not looked for in other steps', () => {
    expect(skipTrial({ type: 'evaluate', inputs: {} }, { inputs, context, now: 2000 })).toBeNull();
  });
});
