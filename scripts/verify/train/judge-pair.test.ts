import type { WindowShape } from '@millrace/pipeline-core/api';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { judgePair, type TruthfulAnswers } from './judge-pair';
import { answersOf } from './quality-rows';

const rows = Array.from({ length: 400 }, (_, at) => 3 * at);

/** Answers that know the truth so well: 0 is a guess, 1 is the truth. */
function answers(skill: number, seed: number): TruthfulAnswers {
  const random = createRandom(seed);
  const truth = rows.map((row) => (row % 2 === 0 ? 'no' : 'yes'));
  const values = truth.map((name) => {
    const p = (name === 'yes' ? skill : -skill) + random.normal();
    const share = 1 / (1 + Math.exp(-p));
    return [1 - share, share];
  });
  return { classes: ['no', 'yes'], rows, values, truth };
}

describe('two sides on the same rows', () => {
  it('are equal where they answer alike, whatever the order of rows and classes', () => {
    const ours = answers(1, 1);
    const theirs = {
      classes: ['yes', 'no'],
      rows: rows.toReversed(),
      values: ours.values.map(([no = 0, yes = 0]) => [yes, no]).toReversed(),
    };
    const judged = judgePair({ ours, theirs, seed: 1 });
    expect(judged).toMatchObject({ metric: 'auc', gap: { difference: 0, interval: [0, 0] }, pass: true });
    expect(judged.ours).toBe(judged.theirs);
  });

  it('are told apart where one is clearly behind, and good enough where it is ahead', () => {
    const behind = judgePair({ ours: answers(0.2, 1), theirs: answers(2, 2), seed: 1 });
    expect(behind.pass).toBe(false);
    expect(behind.gap.tie).toBe(false);
    const ahead = judgePair({ ours: answers(2, 2), theirs: answers(0.2, 1), seed: 1 });
    expect(ahead.pass).toBe(true);
  });

  it('are not told apart by one row of a few, which many resamples do not hold', () => {
    const few = Array.from({ length: 40 }, (_, at) => at);
    const truth = few.map((row) => (row < 20 ? 'no' : 'yes'));
    const right = truth.map((name) => (name === 'no' ? [0.9, 0.1] : [0.1, 0.9]));
    const ours = { classes: ['no', 'yes'], rows: few, truth, values: [...right.slice(0, -1), [0.99, 0.01]] };
    const judged = judgePair({ ours, theirs: { ...ours, values: right }, seed: 1 });
    expect(judged.gap.difference).toBeCloseTo(-0.05, 10);
    expect(judged).toMatchObject({ gap: { tie: true }, pass: true });
  });

  it('have to answer the same rows and classes', () => {
    const ours = answers(1, 1);
    const fewer = { ...ours, rows: rows.slice(1), values: ours.values.slice(1) };
    expect(() => judgePair({ ours, theirs: fewer, seed: 1 })).toThrow('one side answers 399 different rows');
    const other = { ...ours, rows: rows.map((row) => row + 1) };
    expect(() => judgePair({ ours, theirs: other, seed: 1 })).toThrow('one side does not answer row 0');
    const strange = { ...ours, classes: ['no', 'maybe'] };
    expect(() => judgePair({ ours, theirs: strange, seed: 1 })).toThrow('one side knows no class "yes"');
  });

  it('may be numbers, and a row of a class that nobody learned counts for neither', () => {
    const numbers = { classes: null, rows: [1, 2, 3, 4], values: [[1], [2], [3], [5]], truth: ['1', '2', '3', '4'] };
    const exact = { classes: null, rows: [4, 3, 2, 1], values: [[4], [3], [2], [1]] };
    const judged = judgePair({ ours: numbers, theirs: exact, seed: 1, resamples: 50 });
    expect(judged).toMatchObject({ metric: 'r2', theirs: 1 });
    expect(judged.ours).toBeCloseTo(0.8, 12);
    const classes = ['a', 'b', 'c'];
    const values = classes.map((_, at) => classes.map((__, k) => (k === at ? 1 : 0)));
    const four = { classes, rows: [1, 2, 3, 4], values: [...values, [1, 0, 0]], truth: [...classes, 'd'] };
    expect(judgePair({ ours: four, theirs: four, seed: 1 })).toMatchObject({ metric: 'accuracy', ours: 1 });
  });
});

describe('a table of predictions', () => {
  const window = (o: Pick<WindowShape, 'rowNumbers' | 'rows'> & { columns: string[] }): WindowShape => ({
    total: 2,
    offset: 0,
    ...o,
    columns: o.columns.map((name) => ({ name, type: 'text' })),
  });

  it('gives classes in its own order, with the truth as text', () => {
    const columns = ['left', 'prediction', 'probability_false', 'probability_true'];
    const windows = [
      window({ columns, rowNumbers: [7], rows: [[true, 'true', 0.25, 0.75]] }),
      window({ columns, rowNumbers: [9], rows: [[null, 'false', 1, 0]] }),
    ];
    expect(answersOf(windows, 'left')).toEqual({
      classes: ['false', 'true'],
      rows: [7, 9],
      values: [
        [0.25, 0.75],
        [1, 0],
      ],
      truth: ['true', null],
    });
  });

  it('gives numbers where there are no classes', () => {
    const windows = [window({ columns: ['cnt', 'prediction'], rowNumbers: [3], rows: [[16, 15.5]] })];
    expect(answersOf(windows, 'cnt')).toEqual({ classes: null, rows: [3], values: [[15.5]], truth: ['16'] });
    expect(() => answersOf(windows, 'price')).toThrow('no column "price"; they have cnt, prediction');
  });
});
