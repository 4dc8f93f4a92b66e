import { expect, it } from 'vitest';
import { allColumns, shownColumns, withTrialColumns } from './shown-columns';

const described = {
  params: [
    { key: 'depth', rows: 3, differs: true, types: [null] },
    { key: 'fixed', rows: 3, differs: false, types: [null] },
  ],
  metrics: Array.from({ length: 9 }, (_, at) => ({ key: `m${at}`, rows: 9 - at })),
  tags: [{ key: 'team', rows: 1 }],
};

it('shows parameters that differ unless told to show all, and the most common figures', () => {
  const ids = (all: boolean) => shownColumns({ columns: null, all }, described).map(({ id }) => id);
  expect(ids(false)).toEqual([
    ...['state', 'started', 'duration', 'model'],
    ...['m0', 'm1', 'm2', 'm3'].map((key) => `metrics.${key}`),
    'params.depth',
    'tags.team',
    ...['source', 'data'],
  ]);
  expect(ids(true)).toContain('params.fixed');
});

it('shows the columns that a look names, in their order, and no others', () => {
  const columns = ['tags.team', 'metrics.m8', 'name', 'nothing', 'state'];
  expect(shownColumns({ columns, all: false }, described).map(({ id }) => id)).toEqual([
    'tags.team',
    'metrics.m8',
    'state',
  ]);
  expect(allColumns(described).map(({ id }) => id)).toContain('params.fixed');
});

it('calls settings as their forms do, and what programs logged as they do', () => {
  const params = [
    { key: 'rounds', rows: 3, differs: true, types: ['gradient-boosted-trees', null] },
    { key: 'learningRate', rows: 2, differs: true, types: ['gradient-boosted-trees'] },
    { key: 'depth', rows: 1, differs: true, types: [null] },
  ];
  const labels = (columns: string[] | null) =>
    shownColumns({ columns, all: false }, { params, metrics: [], tags: [] }).flatMap(({ side, key, label }) =>
      side === 'param' ? [[key, label]] : [],
    );
  const called = [
    ['rounds', 'Most rounds / rounds'],
    ['learningRate', 'Learning rate'],
    ['depth', undefined],
  ];
  expect(labels(null)).toEqual(called);
  expect(labels(['params.learningRate', 'params.depth', 'params.gone'])).toEqual([
    ...called.slice(1),
    ['gone', undefined],
  ]);
  const trial = (learningRate: number) => ({
    ...{ trainer: 'gradient-boosted-trees', metricName: null, params: { learningRate } },
  });
  expect(withTrialColumns([], [[trial(0.1), trial(0.2)]]).map(({ label }) => label)).toEqual(['Learning rate']);
});

it('shows what tells the trials of an unfolded search apart', () => {
  const columns = shownColumns({ columns: ['state', 'metrics.m0', 'data'], all: false }, described);
  const trial = (depth: number) => ({ trainer: 'mlp', metricName: 'auc', params: { depth, leaves: 3 } });
  expect(withTrialColumns(columns, [])).toBe(columns);
  expect(withTrialColumns(columns, [[trial(2), trial(3)], [trial(2)]]).map(({ id }) => id)).toEqual([
    ...['state', 'metrics.m0', 'metrics.auc', 'params.depth', 'data'],
  ]);
});
