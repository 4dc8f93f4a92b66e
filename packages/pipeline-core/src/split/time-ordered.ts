import { partCodes, partSizes, type SplitRatios } from './part-sizes';

export type TimeOrderedOptions = {
  /** Time of each row as a number; NaN: unknown. */
  times: Float64Array;
  ratios: SplitRatios;
  /** Rows that begin less than this after the end of the part before are left out; in the unit of `times`. */
  gap?: number;
};

/**
 * Early rows train, late rows test.
 *
 * 1. Order the rows by time; a row without a time is left out, it could be from the future.
 * 2. Cut where the sizes say, moved to the nearest place where the time changes: rows of one moment are never cut apart.
 *    A part that has a share gets a moment at least, while there are enough; validation goes without before test does.
 * 3. Leave out what lies in the gap (embargo) after each cut.
 */
export function timeOrderedSplit({ times, ratios, gap = 0 }: TimeOrderedOptions): Uint8Array {
  const order = Float64Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]!));
  order.sort((a, b) => times[a]! - times[b]! || a - b);
  const sizes = partSizes(order.length, ratios);
  const timeAt = (at: number) => times[order[at]!]!;
  const cut = (wanted: number, from: number) => nearestChange(timeAt, { rows: order.length, wanted, from });
  const firstValidation = cut(sizes.train, sizes.train > 0 ? 1 : 0);
  const withValidation = cut(sizes.train + sizes.validation, firstValidation + (sizes.validation > 0 ? 1 : 0));
  const firstTest = withValidation === order.length && sizes.test > 0 ? firstValidation : withValidation;
  const assigned = new Uint8Array(times.length).fill(partCodes.leftOut);
  const place = (from: number, to: number, code: number) => {
    const end = from === 0 ? Number.NEGATIVE_INFINITY : timeAt(from - 1);
    for (let at = from; at < to; at++) if (gap === 0 || timeAt(at) - end > gap) assigned[order[at]!] = code;
  };
  place(0, firstValidation, partCodes.train);
  place(firstValidation, firstTest, partCodes.validation);
  place(firstTest, order.length, partCodes.test);
  return assigned;
}

/** The place nearest to `wanted`, from `from` on, before which the time is another; the ends count as such. */
function nearestChange(
  timeAt: (at: number) => number,
  { rows, wanted, from }: { rows: number; wanted: number; from: number },
): number {
  const changes = (at: number) => at <= 0 || at >= rows || timeAt(at - 1) !== timeAt(at);
  for (let away = 0; away <= rows; away++) {
    if (wanted - away >= from && changes(wanted - away)) return wanted - away;
    if (wanted + away >= from && wanted + away <= rows && changes(wanted + away)) return wanted + away;
  }
  return rows;
}
