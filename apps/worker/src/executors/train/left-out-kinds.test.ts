import { catalog } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { leftOutKinds } from './left-out-kinds';

const all = catalog['train-all'];
const families = all.searches?.(all.params.parse({})).families ?? [];
const done = (trainer: string) => ({ trainer, state: 'done' as const });
const tried = families.map(({ trainer }) => done(trainer));

describe('kinds of models that were not tried', () => {
  it('are told with the reason of their round, and what they learn where it is no target', () => {
    const outcomes = tried.map((one) =>
      one.trainer === 'image-cnn'
        ? { trainer: one.trainer, state: 'skipped' as const, reason: 'no column holds images' }
        : one,
    );
    const [images, rest, ...none] = leftOutKinds({ task: 'auto', kinds: [] }, outcomes);
    expect(images).toBe('Image network was not tried: no column holds images.');
    expect(rest).toMatch(/^Not tried, for they tell something else than a target: /);
    expect(rest).toContain('Recommender (items for each user)');
    expect(rest).toContain('K-means (groups of rows that are alike)');
    expect(rest).not.toContain('Baseline');
    expect(none).toEqual([]);
  });

  it('are told where the chosen task rules them out, and not where somebody chose the kinds', () => {
    const others = tried.filter(({ trainer }) => trainer !== 'logistic-regression');
    expect(leftOutKinds({ task: 'regression', kinds: [] }, others)[0]).toBe(
      'Not tried, for regression was chosen: Logistic regression.',
    );
    expect(leftOutKinds({ task: 'auto', kinds: ['mlp'] }, [done('mlp')])).toEqual([]);
  });

  it('are told where their first trial was cut off by the end of the time', () => {
    const cut = { trainer: 'mlp', state: 'skipped' as const, why: 'time' as const, begun: true as const };
    const waited = { trainer: 'mlp', state: 'skipped' as const, why: 'time' as const };
    expect(leftOutKinds({ task: 'auto', kinds: ['mlp'] }, [cut, waited])).toEqual([
      'Neural network was not tried: the time was up before its first trial was done.',
    ]);
  });

  it('are told where their first trial did not begin in time, or because somebody asked for the best so far', () => {
    const skipped = (trainer: string, why: 'time' | 'asked') => ({ trainer, state: 'skipped' as const, why });
    const chosen = { task: 'auto', kinds: ['mlp', 'k-nearest-neighbours', 'decision-tree'] };
    const outcomes = [
      ...[skipped('mlp', 'time'), skipped('mlp', 'time'), skipped('k-nearest-neighbours', 'asked')],
      ...[done('decision-tree'), skipped('decision-tree', 'time')],
    ];
    expect(leftOutKinds(chosen, outcomes)).toEqual([
      'Neural network was not tried: the time was up before its first trial began.',
      'Nearest neighbours was not tried: the search was asked to end before its first trial began.',
    ]);
  });
});
