import { expect, it } from 'vitest';
import { type Details, dataFacts, otherRowsWords, twoBatches } from './data-facts';

type Fitted = { batch: string; features: string[]; set: string; testSet: string; seed: number };

/** Only what the facts read; a whole answer has more. */
function details(...fitted: (Partial<Fitted> & { id: string })[]): Details {
  const candidates = fitted.map(
    ({ id, batch = 'b1', features = ['age', 'plan'], set = 'f', testSet = 't', seed = 1 }) => ({
      id,
      evaluation: { part: 'test', parts: { test: { rows: 10 } } },
      fitted: {
        target: 'left',
        featureSetId: set,
        features,
        batches: [batch],
        trainedOn: {
          rows: 80,
          receipt: {
            strategy: 'random',
            seed,
            counts: { train: 80, validation: 10, test: 10 },
            proof: { testSet },
          },
        },
      },
    }),
  );
  const batches = ['b1', 'b2'].map((id, at) => ({
    ...{ id, datasetId: 'd', dataset: 'customers', number: at + 1, rows: 100 + at },
    columns: at === 0 ? ['age', 'plan', 'left'] : ['age', 'plan', 'city', 'left'],
  }));
  const used = batches.filter(({ id }) => fitted.some(({ batch = 'b1' }) => batch === id));
  return { candidates, batches: used } as unknown as Details;
}

const rows = [
  { id: 'a', data: null },
  { id: 'b', data: null },
];
const cellsOf = (found: ReturnType<typeof dataFacts>, name: string) =>
  [...(found.differing.find((fact) => fact.name === name)?.cells.values() ?? [])].map(({ text, under }) => [
    text,
    under,
  ]);

it('tells what differs in the data of two runs, and what does not in one line', () => {
  const found = dataFacts({
    rows,
    details: details({ id: 'a' }, { id: 'b', batch: 'b2', features: ['age', 'city'], set: 'g', testSet: 'u', seed: 2 }),
    base: null,
  });
  expect(cellsOf(found, 'Data')).toEqual([
    ['customers v1', undefined],
    ['customers v2', undefined],
  ]);
  expect(cellsOf(found, 'Columns')).toEqual([
    ['3', undefined],
    ['4', '+city'],
  ]);
  expect(cellsOf(found, 'Features')).toEqual([
    ['2', undefined],
    ['2', '+city −plan'],
  ]);
  expect(cellsOf(found, 'Test rows')).toEqual([
    ['A', undefined],
    ['B', undefined],
  ]);
  expect(cellsOf(found, 'Split').map(([text]) => text)).toEqual(['At random, seed 1.', 'At random, seed 2.']);
  expect(found.same).toEqual([
    { name: 'Target', text: 'left' },
    { name: 'Train, validation, test', text: '80 · 10 · 10' },
  ]);
});

it('tells features against the pinned baseline, and of a logged run the data it named', () => {
  const both = details({ id: 'a' }, { id: 'b', features: ['age'] });
  expect(dataFacts({ rows, details: both, base: 'b' }).same).toContainEqual({ name: 'Test rows', text: 'the same' });
  expect(cellsOf(dataFacts({ rows, details: both, base: 'b' }), 'Features')).toEqual([
    ['2', '+plan'],
    ['1', undefined],
  ]);
  const logged = dataFacts({
    rows: [
      { id: 'a', data: null },
      { id: 'l', data: 'x.csv' },
    ],
    details: details({ id: 'a' }),
    base: null,
  });
  expect(cellsOf(logged, 'Data')).toEqual([
    ['customers v1', undefined],
    ['x.csv', undefined],
  ]);
});

it('warns where the judged rows are others, and links two versions that differ', () => {
  expect(otherRowsWords(details({ id: 'a' }, { id: 'b' }).candidates)).toBeNull();
  expect(otherRowsWords(details({ id: 'a' }, { id: 'b', testSet: 'u' }).candidates)).toContain('2 different sets');
  expect(twoBatches(details({ id: 'a' }, { id: 'b' }))).toBeNull();
  expect(twoBatches(details({ id: 'a' }, { id: 'b', batch: 'b2' }))?.map(({ number }) => number)).toEqual([1, 2]);
});
