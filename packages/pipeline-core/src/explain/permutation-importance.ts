import { createRandom, hashSeed } from '../seeded-random';

export type ColumnImportance = {
  name: string;
  /** What the metric loses when the column tells nothing, mean over the repeats; below 0: shuffling it helped by chance. */
  mean: number;
  /** Population standard deviation over the repeats. */
  sd: number;
  /** By repeat. */
  values: number[];
};

/** Takes the score of all rows when each row has the cell of another row in one column: row r that of row `order[r]`. */
export type ShuffledScore = (column: string, order: Uint32Array) => Promise<number | null> | number | null;

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): the score of all rows less the score when one
 * column is shuffled, as scikit-learn's permutation_importance computes it. All columns are shuffled by the same orders.
 * Largest mean first; a column whose shuffled score is undefined in every repeat is left out. Columns that tell the same
 * share what they are worth: each alone looks less important than both are.
 */
export async function permutationImportance(options: {
  columns: readonly string[];
  orders: readonly Uint32Array[];
  /** The metric of the rows as they are. */
  base: number;
  better: 'higher' | 'lower';
  score: ShuffledScore;
  /** Told after every shuffled score; may throw to stop. */
  step?: () => Promise<void> | void;
}): Promise<ColumnImportance[]> {
  const { columns, orders, base, better, score, step } = options;
  const sign = better === 'higher' ? 1 : -1;
  const found: ColumnImportance[] = [];
  for (const name of columns) {
    const values: number[] = [];
    for (const order of orders) {
      const shuffled = await score(name, order);
      if (shuffled !== null && Number.isFinite(shuffled)) values.push(sign * (base - shuffled));
      await step?.();
    }
    if (values.length > 0) found.push({ name, ...spreadOf(values), values });
  }
  return found.sort((a, b) => b.mean - a.mean);
}

function spreadOf(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / values.length) };
}

/** Orders to shuffle `rows` rows by, one per repeat; equal seeds give equal orders. */
export function shuffleOrders(options: { rows: number; repeats: number; seed: number }): Uint32Array[] {
  return Array.from({ length: options.repeats }, (_, repeat) =>
    createRandom(hashSeed(options.seed, 'shuffle', repeat)).shuffle(
      Uint32Array.from({ length: options.rows }, (_row, at) => at),
    ),
  );
}
