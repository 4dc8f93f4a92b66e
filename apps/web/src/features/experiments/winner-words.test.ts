import { describe, expect, it } from 'vitest';
import { metricWay } from './metric-way';
import { type Contender, type Paired, winnerWords } from './winner-words';

const one = (id: string, value: number | null, part: string | null = null): Contender => ({
  ...{ id, name: id, value, part, running: false },
  rows: part === null ? null : 100,
});
const say = (contenders: Contender[], o: { paired?: Paired; baseline?: string; way?: 'higher' | 'lower' } = {}) =>
  winnerWords({
    ...{ contenders, metric: 'auc', way: o.way ?? 'higher' },
    ...{ baseline: o.baseline ?? null, paired: o.paired ?? null },
  });

function paired(difference: number, interval: [number, number], best = 'a'): Paired {
  const ranking = [
    { id: best, best: true, behind: null },
    { id: 'b', best: false, behind: { difference, interval } },
  ];
  return { metric: 'auc', part: 'test', rows: 1864, ranking };
}

describe('the sentence over a comparison', () => {
  it('names the best and says that there is one figure per run', () => {
    const { sentence, facts } = say([one('a', 0.842), one('b', 0.851), one('c', 0.8)]);
    expect(sentence).toBe('b has the highest ROC AUC, 0.8510: 0.0090 above a.');
    expect(facts).toEqual(['One figure per run, no paired comparison: the difference may be chance']);
    expect(say([one('a', 0.2), one('b', 0.1)], { way: 'lower' }).sentence).toBe(
      'b has the lowest ROC AUC, 0.1000: 0.1000 below a.',
    );
  });

  it('measures from the pinned baseline, and says when it is the best itself', () => {
    const contenders = [one('a', 0.8), one('b', 0.9), one('c', 0.85)];
    expect(say(contenders, { baseline: 'a' }).sentence).toContain('0.1000 above a');
    expect(say(contenders, { baseline: 'b' }).sentence).toContain('b, the baseline, has the highest ROC AUC, 0.9000');
  });

  it('lets one beat another only where a paired interval leaves out zero', () => {
    const contenders = [one('a', 0.86, 'test'), one('b', 0.85, 'test')];
    const sure = say(contenders, { paired: paired(0.01, [0.002, 0.018]) });
    expect(sure.sentence).toBe('a beats b by 0.0100 in ROC AUC (95% interval 0.0020 to 0.0180).');
    expect(sure.facts).toEqual(['Paired on the same rows: 1,864 test rows']);
    const noise = say(contenders, { paired: paired(0.01, [-0.002, 0.02]) });
    expect(noise.sentence).toContain('within noise');
    expect(noise.facts).toContain('1 of 1 others cannot be told apart from it');
    for (const other of [{ ...paired(1, [1, 1]), metric: 'f1' }, paired(0.01, [0.002, 0.018], 'elsewhere')]) {
      expect(say(contenders, { paired: other }).sentence).not.toContain('beats');
    }
  });

  it('never says more than there is', () => {
    expect(say([one('a', null), one('b', Number.NaN)]).sentence).toBe('None of these runs has a figure “ROC AUC”.');
    expect(say([one('a', 0.5), one('b', null)]).sentence).toBe('Only a has “ROC AUC”: 0.5000.');
    expect(say([one('a', 0.5), one('b', 0.5), one('c', 0.5)]).sentence).toBe(
      'a, b and c share the highest ROC AUC, 0.5000.',
    );
    expect(say([one('a', 0.5, 'test'), one('b', 0.6)]).facts.join()).toContain('not on the same rows');
    expect(say([one('a', 0.5, 'test'), one('b', 0.6, 'folds')]).facts).toContain('Not judged on the same rows');
    expect(say([{ ...one('a', 0.5), running: true }, one('b', 0.4), one('c', null)])).toEqual({
      sentence: 'a has the highest ROC AUC so far, 0.5000: 0.1000 above b.',
      facts: expect.arrayContaining(['1 run without this figure']),
    });
  });
});

it.each([
  ['auc', 'higher'],
  ['logLoss', 'lower'],
  ['val_loss', 'lower'],
  ['eval/rmse', 'lower'],
  ['training_log_loss', 'lower'],
  ['testError', 'lower'],
  ['glossary_hits', 'higher'],
  ['accuracy_score', 'higher'],
])('%s is better when it is %s', (key, way) => {
  expect(metricWay(key)).toBe(way);
});
