import { descendingOrder } from './weighted-metrics';

/** Found of the positive rows when only the share of rows with the highest scores is looked at. */
export type GainCurve = { share: number[]; found: number[] };

/**
 * Cumulative gain, from (0, 0) to (1, 1): rows by falling score, rows of one score in one step. Lift at a share is
 * found / share: how many times more are found than by chance. Needs a positive row.
 */
export function gainCurve({ actual, scores }: { actual: ArrayLike<number>; scores: ArrayLike<number> }): GainCurve {
  const order = descendingOrder(scores);
  const curve: GainCurve = { share: [0], found: [0] };
  let up = 0;
  let seen = 0;
  const ups: number[] = [];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]!]!;
    for (; at < order.length && scores[order[at]!] === score; at++) {
      if (actual[order[at]!] === 1) up++;
      seen++;
    }
    curve.share.push(seen / order.length);
    ups.push(up);
  }
  for (const count of ups) curve.found.push(count / up);
  return curve;
}

/** What looking at a share of the rows finds, read off the curve in a straight line between its points. */
export function foundAt({ share, found }: GainCurve, wanted: number): number {
  const after = share.findIndex((value) => value >= wanted);
  if (after <= 0) return found[Math.max(0, after)] ?? 0;
  const width = share[after]! - share[after - 1]!;
  const way = width === 0 ? 1 : (wanted - share[after - 1]!) / width;
  return found[after - 1]! + way * (found[after]! - found[after - 1]!);
}
