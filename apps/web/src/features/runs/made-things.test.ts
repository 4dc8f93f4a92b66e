import { expect, it } from 'vitest';
import { madeThings } from './made-things';

const output = (port: string, kind: string, inline: unknown = null) => ({
  port,
  artifact: { hash: `h-${port}`, kind, bytes: 7, inline },
});

it('finds figures and files among what a step made, and takes no curve for figures', () => {
  const outputs = [
    output('table', 'table'),
    output('metrics', 'metrics', { v: 1, figures: { auc: 0.9, rows: 3 } }),
    output('curve', 'metrics', { v: 1, rounds: [] }),
    output('file', 'made-file'),
    output('file.facts', 'json', { v: 1, name: 'report.txt' }),
    output('other', 'made-file'),
  ];
  expect(madeThings(outputs)).toEqual({
    figures: [
      ['auc', 0.9],
      ['rows', 3],
    ],
    files: [
      { hash: 'h-file', bytes: 7, name: 'report.txt' },
      { hash: 'h-other', bytes: 7, name: 'other' },
    ],
  });
});
