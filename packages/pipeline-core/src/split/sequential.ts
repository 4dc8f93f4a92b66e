import { partCodes, partSizes, type SplitRatios } from './part-sizes';

/** First rows train, then validation, last rows test: for tables that are already in the right order. */
export function sequentialSplit(options: { rows: number; ratios: SplitRatios }): Uint8Array {
  const sizes = partSizes(options.rows, options.ratios);
  const assigned = new Uint8Array(options.rows);
  assigned.fill(partCodes.validation, sizes.train, sizes.train + sizes.validation);
  assigned.fill(partCodes.test, sizes.train + sizes.validation);
  return assigned;
}
