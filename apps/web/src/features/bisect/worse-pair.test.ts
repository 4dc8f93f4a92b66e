import { expect, it } from 'vitest';
import { worsePair } from './worse-pair';

const row = (id: string, runId: string | null, experiment = 'p') => ({ id, source: 'pipeline', runId, experiment });
const values = [
  { id: 'a', value: 0.9 },
  { id: 'b', value: 0.7 },
];

it('is the better and the worse of two runs of one pipeline, by the way of the figure', () => {
  const rows = [row('a', 'r1'), row('b', 'r2')];
  expect(worsePair({ rows, values, way: 'higher' })).toEqual({ good: 'r1', bad: 'r2' });
  expect(worsePair({ rows, values, way: 'lower' })).toEqual({ good: 'r2', bad: 'r1' });
});

it('is none of one run, of logged runs, of two pipelines, or of more than two', () => {
  const pairs = [
    [row('a', 'r1'), row('b', 'r1')],
    [row('a', 'r1'), row('b', null)],
    [row('a', 'r1'), row('b', 'r2', 'q')],
    [row('a', 'r1'), row('b', 'r2'), row('c', 'r3')],
  ];
  for (const rows of pairs) expect(worsePair({ rows, values, way: 'higher' })).toBeNull();
});
