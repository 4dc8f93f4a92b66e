import { describe, expect, it } from 'vitest';
import { stepIdSchema } from '../ids';
import type { Difference } from './difference';
import { lossByKind } from './loss-by-kind';
import type { Verdict } from './verdict';

const step = stepIdSchema.parse('model');
const setting = (id: string): Difference => ({
  ...{ id, title: id },
  change: { kind: 'parameter', step, setting: { name: id } },
});
const data = (id: string): Difference => ({ id, title: id, change: { kind: 'data', step, settings: [] } });
const seed: Difference = { id: 'seed', title: 'seed', change: { kind: 'seed', before: 1, after: 2 } };
const share = (ids: string[], loss: number) => ({ ids, loss, how: 'alone' as const, small: false });
const verdict = (more: Partial<Verdict>): Verdict => ({
  ...{ kind: 'found', loss: 0.2, shares: [], interaction: null, rest: 0, code: null, noise: null, minimal: null },
  ...{ cut: false, ...more },
});

describe('the loss by kind of difference', () => {
  it('sums the parts of a kind, the kind that lost most first, and adds up to the loss', () => {
    const setup = { differences: [setting('a'), setting('b'), data('c'), seed] };
    const found = lossByKind(
      setup,
      verdict({ shares: [share(['a'], 0.05), share(['b'], 0.03), share(['c'], 0.09)], rest: 0.01, code: 0.02 }),
    );
    expect(found.map(({ kind, parts }) => [kind, parts])).toEqual([
      ['data', ['c']],
      ['parameter', ['a', 'b']],
      ['code', ['code']],
      ['seed', ['rest']], // only the seed is left of what was not told
    ]);
    expect(found.reduce((sum, { loss }) => sum + loss, 0)).toBeCloseTo(0.2, 12);
  });

  it('does not guess a kind where differences of several were not told apart', () => {
    const setup = { differences: [setting('a'), data('b'), seed] };
    const [first, second] = lossByKind(setup, verdict({ shares: [share(['a', 'b'], 0.15)], interaction: 0.05 }));
    expect(first).toMatchObject({ kind: 'several', parts: ['a b'] });
    expect(second).toMatchObject({ kind: 'together', parts: ['interaction'] });
  });
});
