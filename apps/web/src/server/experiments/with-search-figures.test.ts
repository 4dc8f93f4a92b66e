import type { ListedRun, SearchFigure } from '@millrace/db';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { withSearchFigures } from './with-search-figures';

const hash = (letter: string) => artifactHashSchema.parse(letter.repeat(64));
const evaluated = { last: 0.8, lastStep: null, low: 0.8, lowStep: null, high: 0.8, highStep: null };
const interval = { intervalLow: 0.7, intervalHigh: 0.9 };

/** Only what is read here; a whole row has more. */
function row(id: string, figures: ListedRun['figures'] = {}): ListedRun {
  return { id, name: id, figures } as unknown as ListedRun; // see above
}
const model = (id: string, validationRows = 40) => ({ id, modelHash: hash(id), validationRows });
const figure = (id: string, value: number): SearchFigure => ({
  ...{ model: hash(id), metric: 'auc', value, rows: 40, judged: 12, winner: id === 'a' },
});

const shown = (rows: readonly ListedRun[]) =>
  rows.map(({ figures }) => Object.entries(figures).map(([key, { last, part, rows: of }]) => [key, last, part, of]));

describe('figures of searches in a comparison', () => {
  it('stand for models that nothing else has judged, with whose rows they are of', () => {
    const searched = [figure('a', 0.97), figure('b', 0.96)];
    const rows = withSearchFigures([row('a'), row('b')], { models: [model('a'), model('b', 0)], searched });
    expect(shown(rows)).toEqual([[['auc', 0.97, 'validation', 40]], [['auc', 0.96, 'held out', 40]]]);
  });

  it('are never put among figures of evaluations', () => {
    const test = { ...evaluated, ...interval, part: 'test', rows: 20 };
    const searched = [figure('a', 0.97), figure('b', 0.96)];
    const models = [model('a'), model('b'), model('c')];
    const rows = withSearchFigures([row('a', { auc: test }), row('b'), row('c')], { models, searched });
    expect(shown(rows)).toEqual([
      [
        ['auc', 0.8, 'test', 20],
        ['auc in its search', 0.97, 'validation', 40],
      ],
      [['auc in its search', 0.96, 'validation', 40]],
      [],
    ]);
  });

  it('are left out where all were evaluated', () => {
    const test = { ...evaluated, ...interval, part: 'test', rows: 20 };
    const rows = [row('a', { auc: test }), row('b', { auc: test })];
    const searched = [figure('a', 0.97), figure('b', 0.96)];
    expect(withSearchFigures(rows, { models: [model('a'), model('b')], searched })).toEqual(rows);
  });
});
