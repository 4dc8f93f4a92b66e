/** Shares of the three parts; they need not sum to exactly 1 (they are normalised). */
export type SplitRatios = { train: number; validation: number; test: number };

/**
 * Code of a part in the array a split returns; the index into `parts` of the table schema. A row that is left out (inside
 * the gap of a split by time, or without an answer of the rule) belongs to none.
 */
export const partCodes = { train: 0, validation: 1, test: 2, leftOut: 3 } as const;

/** Ratios that sum to 1. Throws a RangeError when one is negative or none is positive. */
export function normaliseRatios(ratios: SplitRatios): SplitRatios {
  const sum = ratios.train + ratios.validation + ratios.test;
  const smallest = Math.min(ratios.train, ratios.validation, ratios.test);
  if (!(smallest >= 0 && sum > 0 && Number.isFinite(sum))) {
    throw new RangeError(
      `split ratios: got ${ratios.train}, ${ratios.validation}, ${ratios.test}, expected shares of 0 or more`,
    );
  }
  return { train: ratios.train / sum, validation: ratios.validation / sum, test: ratios.test / sum };
}

/** Whole rows per part; sums to `rows`. Train takes what rounding leaves. */
export function partSizes(rows: number, ratios: SplitRatios): SplitRatios {
  const shares = normaliseRatios(ratios);
  const test = Math.round(rows * shares.test);
  const validation = Math.min(Math.round(rows * shares.validation), rows - test);
  return { train: rows - test - validation, validation, test };
}
