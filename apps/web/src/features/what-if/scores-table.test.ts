import { expect, it } from 'vitest';
import { scoresTable } from './scores-table';

it('puts every number unrounded beside the row it is for, and says why a row has none', () => {
  expect(
    scoresTable({
      header: ['id', 'age'],
      records: [
        ['1', 'x'],
        ['2', '40'],
      ],
      answers: [
        { ok: false, message: 'age: got "x", expected a number', fields: [] },
        { ok: true, output: { prediction: 'yes', probabilities: { no: 0.1, yes: 0.9000000000000001 } } },
      ],
    }),
  ).toEqual([
    ['id', 'age', 'prediction', 'probability_no', 'probability_yes', 'error'],
    ['1', 'x', null, null, null, 'age: got "x", expected a number'],
    ['2', '40', 'yes', 0.1, 0.9000000000000001, null],
  ]);
});

it('keeps a list as JSON', () => {
  const output = { prediction: 'a', recommendations: [{ item: 'a', score: 1 }], from: 'user' };
  expect(scoresTable({ header: [], records: [[]], answers: [{ ok: true, output }] })).toEqual([
    ['prediction', 'recommendations', 'from'],
    ['a', '[{"item":"a","score":1}]', 'user'],
  ]);
});
