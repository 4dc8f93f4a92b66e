import type { Verdict } from '@millrace/pipeline-core/bisect';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { hybridWords, partsOf, shareWords, takenBackWords, verdictWords } from './bisect-words';

const run = runIdSchema.parse('00000000-0000-4000-8000-000000000001');
const side = (number: number, value: number) => ({ run, number, value, again: false });
const difference = (id: string) => ({
  ...{ id, title: `“${id}” is 5; it was 200.` },
  change: { kind: 'seed' as const, before: 1, after: 2 },
});
const setup = { metric: 'auc', good: side(3, 0.9), bad: side(5, 0.8), differences: ['a', 'b', 'c'].map(difference) };
const verdict: Verdict = {
  ...{ kind: 'found', loss: 0.1, interaction: null, rest: 0, code: null, noise: null, minimal: ['b'], cut: false },
  shares: [{ ids: ['b'], loss: 0.1, how: 'alone', small: false }],
};

describe('the words of a search', () => {
  it('name the one difference, and what the sentence rests on', () => {
    expect(verdictWords(setup, verdict)).toEqual({
      sentence: 'One difference made ROC AUC worse: “b” is 5; it was 200.',
      facts: ['ROC AUC 0.900 in run 3, 0.800 in run 5', 'what chance does was not tried'],
    });
  });

  it('say that chance makes as much', () => {
    const noise = { ...verdict, kind: 'noise' as const, noise: 0.2, shares: [], rest: 0.1, minimal: null };
    expect(verdictWords(setup, noise).sentence).toContain('other seeds alone make up to 0.200');
  });

  it('list the parts of the loss, the largest first, and leave out what is nothing', () => {
    const shares = [
      { ids: ['a'], loss: 0.02, how: 'alone' as const, small: true },
      { ids: ['b'], loss: 0.07, how: 'alone' as const, small: false },
    ];
    const parts = partsOf(setup, { ...verdict, shares, interaction: 0.01, rest: 1e-9 });
    expect(parts.map(({ key, how }) => [key, how])).toEqual([
      ['b', 'alone'],
      ['a', 'alone, within chance'],
      ['interaction', ''],
    ]);
  });

  it('give a share that is beyond the whole no percentage, and say what takes it back', () => {
    expect([0.05, 0.1, 0.10004, -0.05].map((loss) => shareWords(loss, 0.1))).toEqual(['50%', '100%', '100%', '−50%']);
    expect(shareWords(0.1003, 0.004)).toBe('more than all of it'); // not 2,507%
    expect(shareWords(-0.0963, 0.004)).toBe('takes it back');
    expect(takenBackWords([{ loss: 0.1003 }, { loss: -0.0963 }], 0.004)).toBe(
      'The largest part makes 0.100, more than the whole loss of 0.004: others take 0.096 back, and have a loss below zero.',
    );
    expect(takenBackWords([{ loss: 0.1 }, { loss: 0 }], 0.1)).toBeNull();
  });

  it('tell what a hybrid was', () => {
    expect(hybridWords(setup, { on: ['a', 'b'], repeat: 0 })).toBe('2 differences of 3 switched on');
    expect(hybridWords(setup, { on: [], repeat: 2 })).toBe('The good run with another seed (2)');
  });
});
