import { describe, expect, it } from 'vitest';
import { regressionMetrics } from '../metrics';
import { dependenceGrid, partialDependence, permutationImportance, rugOf, shuffleOrders } from './index';

/*
 * Reference values of scikit-learn 1.9.1: permutation_importance(model, X, y, n_repeats=3, random_state=11, scoring='r2') and
 * partial_dependence(model, X, [0], kind='both', custom_values={0: [-1, 0, 1.5]}) of a model that answers
 * 2 a - b + a c / 2. The orders are those its random state shuffles by, repeat after repeat over the rows already shuffled.
 */
const cells = [
  [1.69, -0.47, 0.03],
  [0.41, -0.79, 0],
  [0, -1.75, 1.02],
  [0.6, -0.63, -0.17],
  [0.51, -0.26, -0.24],
  [-1.45, 0.55, 0.12],
  [0.27, -1.53, 1.65],
  [0.15, -0.39, 2.03],
  [-0.05, -1.45, -0.41],
  [-2.29, 1.05, -0.42],
  [-0.74, 1.07, -1.65],
  [0.54, -2.06, -0.66],
];
const actual = [3.49, 2.05, 2.28, 1.73, 1.53, -3.5, 2.24, 0.46, 0.84, -6.17, -2.44, 3.81];
const orders = [
  [5, 3, 4, 1, 10, 8, 7, 0, 6, 9, 11, 2],
  [3, 4, 10, 5, 8, 1, 9, 6, 2, 7, 11, 0],
  [2, 0, 8, 1, 3, 5, 6, 7, 9, 11, 10, 4],
].map((order) => Uint32Array.from(order));
const names = ['a', 'b', 'c'];
const answer = (row: number[]) => 2 * row[0]! - row[1]! + 0.5 * row[0]! * row[2]!;
const score = (rows: number[][]) => regressionMetrics({ actual, predicted: rows.map(answer) }).r2!;
const shuffled = (column: string, order: Uint32Array) => {
  const at = names.indexOf(column);
  return score(cells.map((row, place) => row.map((cell, k) => (k === at ? cells[order[place]!]![k]! : cell))));
};

describe('permutation importance', () => {
  it('is that of scikit-learn on the same shuffles, largest first', async () => {
    let steps = 0;
    const found = await permutationImportance({
      columns: [...names].reverse(),
      orders,
      base: score(cells),
      better: 'higher',
      score: shuffled,
      step: () => {
        steps++;
      },
    });
    const golden = [
      { name: 'a', mean: 0.8906321819764796, sd: 0.25798824009168864 },
      { name: 'b', mean: 0.3407481565419086, sd: 0.09590051940930482 },
      { name: 'c', mean: 0.01012818786158857, sd: 0.009694026664739109 },
    ];
    expect(steps).toBe(9);
    expect(found.map(({ name }) => name)).toEqual(names);
    found.forEach(({ mean, sd }, at) => {
      expect(mean).toBeCloseTo(golden[at]!.mean, 12);
      expect(sd).toBeCloseTo(golden[at]!.sd, 12);
    });
    expect(found[0]!.values[1]).toBeCloseTo(1.2345913639512975, 12);
  });

  it('turns the sign where less is better, and leaves out what is undefined', async () => {
    const options = { columns: ['a', 'b'], orders, base: 1, better: 'lower' as const };
    const found = await permutationImportance({ ...options, score: (column) => (column === 'a' ? 3 : null) });
    expect(found).toEqual([{ name: 'a', mean: 2, sd: 0, values: [2, 2, 2] }]);
  });

  it('stops where it is told to', async () => {
    const step = () => {
      throw new Error('cancelled');
    };
    const options = { columns: names, orders, base: 0, better: 'higher' as const };
    await expect(permutationImportance({ ...options, score: () => 0, step })).rejects.toThrow('cancelled');
  });

  it('shuffles every row once, alike for the same seed', () => {
    const made = shuffleOrders({ rows: 50, repeats: 2, seed: 4 });
    expect(made).toEqual(shuffleOrders({ rows: 50, repeats: 2, seed: 4 }));
    expect(made[0]).not.toEqual(made[1]);
    for (const order of made)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at));
  });
});

describe('partial dependence', () => {
  it('is that of scikit-learn, with its single rows', async () => {
    const curve = await partialDependence({
      grid: [-1, 0, 1.5].map((at, row) => ({ at, row, rows: 1 })),
      outputs: 1,
      focus: 0,
      shown: [0],
      scores: (row) => Float64Array.from(cells, (cell) => answer([[-1, 0, 1.5][row]!, cell[1]!, cell[2]!])),
    });
    [-1.4991666666666665, 0.555, 3.636249999999999].forEach((mean, at) => {
      expect(curve.means[0]![at]).toBeCloseTo(mean, 12);
    });
    [-1.545, 0.47, 3.4924999999999997].forEach((value, at) => {
      expect(curve.single[0]![at]).toBeCloseTo(value, 12);
    });
  });

  it('takes the mean of each output and the rows of the one in focus', async () => {
    const curve = await partialDependence({
      grid: [{ at: 'x', row: 0, rows: 2 }],
      outputs: 2,
      focus: 1,
      shown: [1],
      scores: () => Float64Array.from([0.2, 0.8, 0.6, 0.4]),
    });
    expect(curve.means[0]![0]).toBeCloseTo(0.4, 12);
    expect(curve.means[1]![0]).toBeCloseTo(0.6, 12);
    expect(curve.single).toEqual([[0.4]]);
  });

  it('has a grid of values that rows have, with the rows nearest to each', () => {
    const few = { name: 'n', kind: 'number' as const, values: Float64Array.from([3, 1, Number.NaN, 1, 2]) };
    expect(dependenceGrid(few)).toEqual([
      { at: 1, row: 1, rows: 2 },
      { at: 2, row: 4, rows: 1 },
      { at: 3, row: 0, rows: 1 },
    ]);
    const many = {
      name: 'n',
      kind: 'number' as const,
      values: Float64Array.from({ length: 1000 }, (_, at) => (at * 7) % 1000),
    };
    const grid = dependenceGrid(many);
    expect(grid).toHaveLength(20);
    expect(grid.reduce((sum, { rows }) => sum + rows, 0)).toBe(1000);
    expect(grid[0]!.at).toBe(10);
    expect(grid.at(-1)!.at).toBe(989);
    for (const { at, row } of grid) expect(many.values[row]).toBe(at);
    const same = { name: 'n', kind: 'number' as const, values: new Float64Array(5) };
    expect(dependenceGrid(same)).toEqual([]);
  });

  it('has the most frequent texts, and a rug of numbers only', () => {
    const texts = { name: 't', kind: 'category' as const, values: ['b', 'a', null, 'a'] };
    expect(dependenceGrid(texts)).toEqual([
      { at: 'a', row: 1, rows: 2 },
      { at: 'b', row: 0, rows: 1 },
    ]);
    expect(rugOf(texts)).toEqual([]);
    const numbers = { name: 'n', kind: 'number' as const, values: Float64Array.from({ length: 400 }, (_, at) => at) };
    expect(rugOf(numbers)).toHaveLength(40);
    expect(rugOf(numbers)[0]).toBe(5);
  });

  it('is empty for running text, where no text stands for others', () => {
    const single = Array.from({ length: 13 }, (_, at) => `question ${at}`);
    const column = (values: string[]) => ({ name: 'text', kind: 'category', values }) as const;
    expect(dependenceGrid(column(single))).toEqual([]);
    expect(dependenceGrid(column(single.slice(1)))).toHaveLength(12);
    expect(dependenceGrid(column([...single, 'question 3']))).toHaveLength(12);
  });
});
