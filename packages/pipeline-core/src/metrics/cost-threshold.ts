import { descendingOrder } from './weighted-metrics';

/** What one error costs, in any unit that both share. */
export type ErrorCosts = {
  /** A row of the other class that is called positive. */
  falseAlarm: number;
  /** A positive row that is not found. */
  missed: number;
};

export type CostThreshold = {
  /** A row is called positive when its score is at or above this. */
  threshold: number;
  /** Mean cost of a row there. */
  cost: number;
  /** The same at 0.5, for comparison. */
  costAtHalf: number;
};

/**
 * The threshold at which the errors on these rows cost least. Every way to divide the rows by their score is tried; the
 * threshold lies in the middle between the scores it divides. Of equal costs the one nearest to falseAlarm / (falseAlarm +
 * missed) is taken, which is best where scores are true probabilities (Elkan 2001). Null without rows.
 */
export function costThreshold(options: {
  /** 1 for the positive class, 0 for the other. */
  actual: ArrayLike<number>;
  scores: ArrayLike<number>;
  costs: ErrorCosts;
}): CostThreshold | null {
  const { actual, scores, costs } = options;
  if (scores.length === 0) return null;
  const ideal = costs.falseAlarm + costs.missed === 0 ? 0.5 : costs.falseAlarm / (costs.falseAlarm + costs.missed);
  let best: { threshold: number; total: number } | null = null;
  for (const { threshold, total } of divisions(options)) {
    const better = best === null || total < best.total;
    const alike = best !== null && total === best.total;
    if (better || (alike && Math.abs(threshold - ideal) < Math.abs(best!.threshold - ideal)))
      best = { threshold, total };
  }
  const total = best?.total ?? 0;
  const atHalf = costAt({ actual, scores, costs, threshold: 0.5 });
  return { threshold: best?.threshold ?? 0.5, cost: total / scores.length, costAtHalf: atHalf };
}

/** Mean cost of a row when those at or above the threshold are called positive. */
export function costAt(options: {
  actual: ArrayLike<number>;
  scores: ArrayLike<number>;
  costs: ErrorCosts;
  threshold: number;
}): number {
  const { actual, scores, costs, threshold } = options;
  let total = 0;
  for (let row = 0; row < scores.length; row++) {
    const flagged = scores[row]! >= threshold;
    if (flagged && actual[row] !== 1) total += costs.falseAlarm;
    if (!flagged && actual[row] === 1) total += costs.missed;
  }
  return scores.length === 0 ? 0 : total / scores.length;
}

/** Every division of the rows by score, from none called positive to all, with what its errors cost together. */
function divisions(options: { actual: ArrayLike<number>; scores: ArrayLike<number>; costs: ErrorCosts }) {
  const { actual, scores, costs } = options;
  const order = descendingOrder(scores);
  let missed = 0;
  for (let row = 0; row < scores.length; row++) if (actual[row] === 1) missed++;
  let alarms = 0;
  const highest = scores[order[0]!]!;
  // Above every score, and still a probability where there is room for one.
  const none = highest < 1 ? (highest + 1) / 2 : highest + Number.EPSILON;
  const found = [{ threshold: none, total: missed * costs.missed }];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]!]!;
    for (; at < order.length && scores[order[at]!] === score; at++) {
      if (actual[order[at]!] === 1) missed--;
      else alarms++;
    }
    const below = at < order.length ? scores[order[at]!]! : Math.min(0, score);
    const middle = (score + below) / 2;
    // Of neighbouring numbers the middle may be the lower one, which would call its rows positive, too.
    const threshold = at < order.length && middle <= below ? score : middle;
    found.push({ threshold, total: missed * costs.missed + alarms * costs.falseAlarm });
  }
  return found;
}
