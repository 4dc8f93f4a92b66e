import { describe, expect, it } from 'vitest';
import { readFigures } from './figures';

const part = (rows: number, auc: number) => ({ rows, metrics: { auc, f1: null }, intervals: {} });
const model = (digit: string) => digit.repeat(64);

describe('the figures of a step', () => {
  it('show an evaluation by part, without parts that have no rows', () => {
    const table = readFigures({
      v: 1,
      task: 'binary',
      target: 'churn',
      part: 'test',
      parts: { train: part(80, 0.9), validation: part(0, 0), test: part(20, 0.8123) },
      curves: {},
    });
    expect(table?.columns).toEqual(['train', 'test']);
    expect(table?.rows).toEqual([
      { name: 'Rows', cells: ['80', '20'] },
      { name: 'ROC AUC', cells: ['0.900', '0.812'] },
      { name: 'F1', cells: [expect.not.stringContaining('0'), expect.not.stringContaining('0')] },
    ]);
  });

  it('show a comparison as its ranking, with the metric and the rows that decided', () => {
    const row = { interval: null, behind: null, tied: false, best: false };
    const comparison = {
      v: 1,
      metric: 'auc',
      part: 'validation',
      rows: 172,
      ranking: [
        { ...row, model: model('a'), title: 'Trees', metric: 0.84, interval: [0.8, 0.88], best: true },
        { ...row, model: model('b'), title: 'Linear', metric: 0.83, tied: true },
      ],
    };
    const table = readFigures(comparison);
    expect(table?.caption).toBe('Ranked by ROC AUC on 172 validation rows.');
    const captionOf = (part: string) => readFigures({ ...comparison, part })?.caption;
    expect(captionOf('test')).toBe(
      'Ranked by ROC AUC on 172 test rows. Test rows chose the best, so its figure flatters it.',
    );
    expect(captionOf('folds')).toBe('Ranked by ROC AUC on the mean over the folds of 172 rows.');
    expect(table?.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['Trees', '0.840', '0.800 to 0.880', 'best'],
      ['Linear', '0.830', '', 'may be as good'],
    ]);
  });

  it('show what a trainer looked at, as shares', () => {
    const table = readFigures({
      v: 1,
      kind: 'training',
      rows: 100,
      curve: [{ step: 1, train: 0.5, validation: 0.6 }],
      importance: [
        { feature: 'age', value: 1 },
        { feature: 'fee', value: -3 },
      ],
    });
    expect(table?.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['Rounds', '1'],
      ['Loss, train', '0.500'],
      ['Loss, validation', '0.600'],
      ['Looks at fee', '75%'],
      ['Looks at age', '25%'],
    ]);
  });

  it('show what a fit says of itself where there is no curve', () => {
    const summary = { clusters: 3, inertia: 78.85144, search: 'k-d tree' };
    const table = readFigures({ v: 1, kind: 'training', rows: 150, curve: [], importance: [], summary });
    expect(table?.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['Clusters', '3'],
      ['Inertia', '78.851'],
      ['Search', 'k-d tree'],
    ]);
    const taken = readFigures({ v: 1, kind: 'training', rows: 0, curve: [], importance: [], summary: {} });
    expect(taken?.caption).toContain('nothing was learned');
  });

  it('say what was found where there is no target', () => {
    const parts = { train: part(80, 0.9), validation: part(0, 0), test: part(20, 0.8) };
    const evaluation = { v: 1, target: '', part: 'test', parts, curves: {} };
    expect(readFigures({ ...evaluation, task: 'clustering' })?.caption).toBe(
      'How well groups of rows that are alike are found, by part; test rows count.',
    );
    expect(readFigures({ ...evaluation, task: 'regression', target: 'price' })?.caption).toBe(
      'How well price is predicted, by part; test rows count.',
    );
  });

  it('show what a model goes by, by the columns as they came', () => {
    const figures = readFigures({
      v: 1,
      kind: 'explanation',
      model: 'a'.repeat(64),
      title: 'Trees',
      task: 'binary',
      target: 'left',
      part: 'test',
      rows: 900,
      repeats: 3,
      metric: 'auc',
      base: 0.85,
      inputs: [{ name: 'age', mean: 0.1, sd: 0.01, values: [0.1, 0.11, 0.09] }],
      features: [{ name: 'age scaled', mean: 0.1, sd: 0.01, values: [0.1, 0.11, 0.09] }],
      dependence: { of: 'inputs', curves: [] },
      contributions: null,
      slices: null,
    });
    expect(figures?.caption).toBe('ROC AUC is 0.850 on 900 test rows; what it loses when a column is shuffled.');
    expect(figures?.rows).toEqual([{ name: 'age', cells: ['0.100', '± 0.010'] }]);
  });

  it('are left as they are stored when there is no table for them', () => {
    expect(readFigures({ anything: 1 })).toBeNull();
  });

  it('show a ranking of features with the reason for each', () => {
    const table = readFigures({
      v: 1,
      kind: 'feature-ranking',
      method: 'anova',
      measure: 'F',
      target: 'churn',
      rows: 80,
      features: [
        { feature: 'age', score: 12.5, p: 1e-9, rank: 1, kept: true, reason: 'Among the best 1' },
        { feature: 'shoe', score: 0.2, p: 0.66, rank: 2, kept: false, reason: 'Not among the best 1' },
        { feature: 'city', score: null, p: null, rank: null, kept: true, reason: 'A text has no mean' },
      ],
    });
    expect(table?.caption).toBe('2 of 3 features stay, judged about churn on 80 train rows.');
    expect(table?.columns).toEqual(['Rank', 'F', 'p', 'Why']);
    expect(table?.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['age', '1', '12.500', '< 0.001', 'Stays: among the best 1'],
      ['shoe', '2', '0.200', '0.660', 'Goes: not among the best 1'],
      ['city', '', '', '', 'Stays: a text has no mean'],
    ]);
  });

  it('show principal components with what they explain', () => {
    const table = readFigures({
      v: 1,
      kind: 'principal-components',
      rows: 90,
      columns: ['a', 'b'].map((name) => ({ name, mean: 0, scale: 1 })),
      components: [
        { weights: [0.8, -0.6], variance: 1.5, share: 0.75 },
        { weights: [0.6, 0.8], variance: 0.5, share: 0.25 },
      ],
    });
    expect(table?.caption).toBe('2 components of 2 columns, learned from 90 train rows.');
    expect(table?.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['pc1', '1.500', '75%', '75%', 'a +0.80, b −0.60'],
      ['pc2', '0.500', '25%', '100%', 'b +0.80, a +0.60'],
    ]);
  });
});
