import { type WeightedMetrics, weightedMean } from './weighted-metrics';

/** How far down a list people look: recall counts what stands above. */
export const rankingDepth = 10;

export type RankingRows = {
  /** What each row is worth to whom it is offered: a rating, 0 or more. */
  actual: ArrayLike<number>;
  /** How much the model prefers it; larger is better. */
  scores: ArrayLike<number>;
  /** To whom each row is offered: rows of one list share a number. */
  lists: ArrayLike<number>;
};

/**
 * Ranking metrics, means over lists: ndcg and recallAt10.
 * - NDCG = DCG / the DCG of the best order, with DCG = sum worth / log2(1 + place) over the whole list; rows with equal
 *   scores share the mean of their places' discounts (McSherry and Najork 2008, as scikit-learn does);
 * - recall@10 = share of the rows with a worth above 0 that stand in the first 10 places; equal scores keep row order.
 * A list without any worth says nothing and is left out.
 */
export function rankingMetrics(rows: RankingRows): Record<string, number | null> {
  return prepareRankingMetrics(rows).evaluate(null);
}

/** Weights and resamples are those of whole lists: rows of one list belong together. */
export function prepareRankingMetrics(rows: RankingRows): WeightedMetrics {
  const lists = listsOf(rows).filter((list) => list.some(({ worth }) => worth > 0));
  const gains = Float64Array.from(lists, normalisedGain);
  const recalls = Float64Array.from(lists, recallInReach);
  return {
    rows: lists.length,
    strata: null,
    evaluate: (weights) => ({ ndcg: weightedMean(gains, weights), recallAt10: weightedMean(recalls, weights) }),
  };
}

type Offered = { worth: number; score: number };

function listsOf({ actual, scores, lists }: RankingRows): Offered[][] {
  const byList = new Map<number, Offered[]>();
  for (let row = 0; row < actual.length; row++) {
    const offered = { worth: actual[row]!, score: scores[row]! };
    const list = byList.get(lists[row]!);
    if (list === undefined) byList.set(lists[row]!, [offered]);
    else list.push(offered);
  }
  const known = [...byList.entries()].sort(([a], [b]) => a - b);
  return known.map(([, list]) => list.sort((a, b) => b.score - a.score));
}

function normalisedGain(list: readonly Offered[]): number {
  const best = [...list].sort((a, b) => b.worth - a.worth);
  return sharedGain(list) / best.reduce((sum, { worth }, place) => sum + worth * discount(place), 0);
}

function sharedGain(list: readonly Offered[]): number {
  let gain = 0;
  for (let from = 0; from < list.length; ) {
    let worth = 0;
    let discounts = 0;
    let to = from;
    for (; to < list.length && list[to]!.score === list[from]!.score; to++) {
      worth += list[to]!.worth;
      discounts += discount(to);
    }
    gain += (worth / (to - from)) * discounts;
    from = to;
  }
  return gain;
}

function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}

function recallInReach(list: readonly Offered[]): number {
  const wanted = list.filter(({ worth }) => worth > 0).length;
  return list.slice(0, rankingDepth).filter(({ worth }) => worth > 0).length / wanted;
}
