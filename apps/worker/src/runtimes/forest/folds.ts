import { seededOrder } from '@millrace/pipeline-core/split';
import type { BoostingData } from './boosting';
import type { LossRows } from './losses';

/** Fold number per row: seeded, of equal size, and for classes with every class spread over all folds. */
export function assignFolds(options: { train: LossRows; folds: number; seed: number; stratify: boolean }): Uint8Array {
  const { train, folds, seed, stratify } = options;
  const order = seededOrder(train.rows, seed);
  if (stratify) order.sort((a, b) => train.target[a]! - train.target[b]! || a - b);
  // The sort puts rows of a class in row order, so the seed moves where the dealing begins instead.
  const shift = stratify ? seededOrder(folds, seed)[0]! : 0;
  const assigned = new Uint8Array(train.rows);
  order.forEach((row, at) => {
    assigned[row] = (at + shift) % folds;
  });
  return assigned;
}

/** The given training data with the rows of one fold held out; bins stay those of all training rows. */
export function holdOutRows(data: BoostingData, isHeld: (row: number) => boolean): BoostingData {
  const kept: number[] = [];
  const held: number[] = [];
  for (let row = 0; row < data.table.rows; row++) (isHeld(row) ? held : kept).push(row);
  return {
    ...data,
    table: { ...data.table, rows: kept.length, codes: takeCodes(data, kept) },
    train: takeLossRows(data.train, kept),
    validation: { codes: takeCodes(data, held), rows: takeLossRows(data.train, held) },
  };
}

function takeCodes({ table }: BoostingData, rows: readonly number[]): Uint8Array {
  const codes = new Uint8Array(table.used.length * rows.length);
  for (let column = 0; column < table.used.length; column++) {
    const from = column * table.rows;
    const to = column * rows.length;
    rows.forEach((row, at) => {
      codes[to + at] = table.codes[from + row]!;
    });
  }
  return codes;
}

function takeLossRows({ target, weights }: LossRows, rows: readonly number[]): LossRows {
  return {
    rows: rows.length,
    target: Float64Array.from(rows, (row) => target[row]!),
    weights: weights === null ? null : Float64Array.from(rows, (row) => weights[row]!),
  };
}
