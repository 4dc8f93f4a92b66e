import { expect, it } from 'vitest';
import { testReleaseId } from '../../testing/fake-release';
import type { OwnProcess, ProcessFacts } from '../releases/served-release';
import { processFigures } from './process-figures';

const own = (facts: ProcessFacts): OwnProcess => ({
  open: async () => undefined,
  stay: () => undefined,
  keep: () => undefined,
  answer: () => Promise.reject(new Error('not asked')),
  close: () => undefined,
  facts: () => facts,
});

it('tells of each release with a process of its own, and of one that is asleep only how often it was started anew', () => {
  const figures = processFigures([
    { id: testReleaseId(1), model: 'churn', number: 1 },
    {
      id: testReleaseId(2),
      model: 'churn',
      number: 2,
      own: own({
        state: 'running',
        pid: 7,
        bytes: 5e7,
        restarts: 3,
        batches: { '1': 5, '9-64': 2 },
        rows: 69,
        lastEnd: null,
      }),
    },
    {
      id: testReleaseId(3),
      model: 'churn',
      number: 3,
      own: own({ state: 'idle', pid: null, bytes: null, restarts: 0, batches: {}, rows: 0, lastEnd: null }),
    },
  ]);
  const v2 = { model: 'churn', version: '2', release: testReleaseId(2) };
  const v3 = { model: 'churn', version: '3', release: testReleaseId(3) };
  expect(Object.fromEntries(figures.map(({ name, values }) => [name, values]))).toEqual({
    millrace_model_process_restarts_total: [
      { labels: v2, value: 3 },
      { labels: v3, value: 0 },
    ],
    millrace_model_process_resident_bytes: [{ labels: v2, value: 5e7 }],
    millrace_model_process_batches_total: [
      { labels: { ...v2, rows: '1' }, value: 5 },
      { labels: { ...v2, rows: '9-64' }, value: 2 },
    ],
    millrace_model_process_rows_total: [
      { labels: v2, value: 69 },
      { labels: v3, value: 0 },
    ],
    millrace_model_process_info: [{ labels: { ...v2, pid: '7', state: 'running' }, value: 1 }],
  });
});
