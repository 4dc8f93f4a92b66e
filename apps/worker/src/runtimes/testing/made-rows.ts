import { createRandom } from '@millrace/pipeline-core/seeded-random';
import type { TrainingRows } from '../model-runtime';

/** Rows of numbers with two classes, one column after the other; the same in every program that reads their file. */
export type MadeRows = { rows: number; columns: Float64Array[]; codes: Int32Array };

/**
 * Columns of different shapes (normal, uniform, skewed, of few values) and a class that follows some of them, alone and
 * together, and chance: what trees have to find and noise they must not follow.
 */
export function makeRows({ rows, columns, seed }: { rows: number; columns: number; seed: number }): MadeRows {
  const random = createRandom(seed);
  const made = Array.from({ length: columns }, (_, at) => {
    const cell = [() => random.normal(), () => random.next(), () => Math.exp(random.normal()), () => random.int(12)][
      at % 4
    ];
    return Float64Array.from({ length: rows }, cell ?? (() => 0));
  });
  const codes = new Int32Array(rows);
  const cell = (column: number, row: number) => made[column]?.[row] ?? 0;
  for (let row = 0; row < rows; row += 1) {
    const [a, b, c, d] = [cell(0, row), cell(1, row), cell(2, row), cell(3, row)];
    const [e, f, g] = [cell(4, row), cell(5, row), cell(7, row)];
    const score =
      1.5 * a +
      3 * (b - 0.5) * e +
      (c > 1.2 ? 1 : -1) +
      (d % 3 === 0 ? 1.2 : -0.4) +
      2 * Math.sin(6 * f) * (g > 5 ? 1 : -1);
    codes[row] = random.next() < 1 / (1 + Math.exp(-1.6 * score)) ? 1 : 0;
  }
  return { rows, columns: made, codes };
}

/** The rows of a part as a trainer gets them. */
export function trainingRowsOf({ rows, columns, codes }: MadeRows): TrainingRows {
  return {
    rows,
    features: columns.map((values, at) => ({ name: `x${at}`, kind: 'number', values })),
    target: { kind: 'class', codes, classes: ['0', '1'] },
  };
}
