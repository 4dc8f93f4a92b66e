import type { WeightedMetrics } from './weighted-metrics';

/** How far down a list people look: what stands below counts as not offered. */
export const rankingDepth = 10;

export type RankingRows = {
  /** What each row is worth to whom it belongs: 1, a rating, 0 for nothing. */
  actual: ArrayLike<number>;
  /** At which place of the list the item of the row is offered, from 1 on; 0: not within the depth. */
  places: ArrayLike<number>;
  /** ... and at which place of a list of what most have. */
  popularPlaces: ArrayLike<number>;
  /** To whom each row belongs: rows of one list share a number. */
  lists: ArrayLike<number>;
  /** Which item the row is of, by number: rows of one list with the same item count once, at their largest worth. */
  items: ArrayLike<number>;
  /** By list number: the items offered, `rankingDepth` of each list, below 0 where nothing stands. */
  offered: ArrayLike<number>;
  /** Items that could be offered. */
  catalogue: number;
};

/**
 * Metrics of the first 10 places, means over lists (k = 10):
 * - ndcg = DCG / the DCG of the best order, DCG = sum worth / log2(1 + place) (Jarvelin and Kekalainen 2002), as
 *   scikit-learn's `ndcg_score(k=10)` with linear gains;
 * - precisionAt10 = hits / 10, recallAt10 = hits / what is worth anything, hitRateAt10 = share of lists with a hit;
 * - mapAt10 = mean over lists of (sum over hits of hits so far / place) / min(10, what is worth anything);
 * - popularNdcg = ndcg of lists of what most have; overPopular = ndcg - popularNdcg;
 * - itemCoverage = share of the catalogue that is offered to anybody; no mean over lists, so it has no interval.
 * A list without any worth says nothing and is left out.
 */
export function rankingMetrics(rows: RankingRows): Record<string, number | null> {
  return prepareRankingMetrics(rows).evaluate(null);
}

/** Weights and resamples are those of whole lists: rows of one list belong together. */
export function prepareRankingMetrics(rows: RankingRows): WeightedMetrics {
  const lists = listsOf(rows);
  const judged = lists.map(({ things }) => things.some(({ worth }) => worth > 0));
  const figures = lists.map(({ things }, at) => (judged[at] === true ? figuresOf(things) : null));
  const itemCoverage = coverageOf(rows, lists);
  return {
    rows: lists.length,
    classes: null,
    evaluate(weights) {
      const means = meansOf(figures, weights);
      if (means === null) return { ...nothing, ...(weights === null ? { itemCoverage } : {}) };
      const overPopular = means.ndcg - means.popularNdcg;
      return { ...means, overPopular, ...(weights === null ? { itemCoverage } : {}) };
    },
  };
}

const names = ['ndcg', 'precisionAt10', 'recallAt10', 'mapAt10', 'hitRateAt10', 'popularNdcg'] as const;
type Figures = Record<(typeof names)[number], number>;
const nothing: Record<string, null> = Object.fromEntries([...names, 'overPopular'].map((name) => [name, null]));

/** One item of a list: what it is worth, where it stands, where it would stand among what most have. */
type Thing = { worth: number; place: number; popular: number };
type List = { number: number; things: Thing[] };

function listsOf({ actual, places, popularPlaces, lists, items }: RankingRows): List[] {
  const byList = new Map<number, Map<number, Thing>>();
  for (let row = 0; row < actual.length; row++) {
    const known = byList.get(lists[row]!) ?? new Map<number, Thing>();
    byList.set(lists[row]!, known);
    const worth = Math.max(actual[row]!, known.get(items[row]!)?.worth ?? 0);
    known.set(items[row]!, { worth, place: places[row]!, popular: popularPlaces[row]! });
  }
  return [...byList].sort(([a], [b]) => a - b).map(([number, things]) => ({ number, things: [...things.values()] }));
}

function figuresOf(things: readonly Thing[]): Figures {
  const wanted = things.filter(({ worth }) => worth > 0);
  const hits = wanted.map(({ place }) => place).filter(isInReach);
  hits.sort((a, b) => a - b);
  const best = wanted.map(({ worth }) => worth).sort((a, b) => b - a);
  const ideal = best.slice(0, rankingDepth).reduce((sum, worth, at) => sum + worth * discount(at + 1), 0);
  const gain = (placeOf: (thing: Thing) => number) =>
    wanted.reduce((sum, thing) => sum + (isInReach(placeOf(thing)) ? thing.worth * discount(placeOf(thing)) : 0), 0);
  return {
    ndcg: gain(({ place }) => place) / ideal,
    precisionAt10: hits.length / rankingDepth,
    recallAt10: hits.length / wanted.length,
    mapAt10: hits.reduce((sum, place, at) => sum + (at + 1) / place, 0) / Math.min(rankingDepth, wanted.length),
    hitRateAt10: hits.length > 0 ? 1 : 0,
    popularNdcg: gain(({ popular }) => popular) / ideal,
  };
}

function isInReach(place: number): boolean {
  return place >= 1 && place <= rankingDepth;
}

function discount(place: number): number {
  return 1 / Math.log2(place + 1);
}

function meansOf(figures: readonly (Figures | null)[], weights: ArrayLike<number> | null): Figures | null {
  const sums: Figures = { ndcg: 0, precisionAt10: 0, recallAt10: 0, mapAt10: 0, hitRateAt10: 0, popularNdcg: 0 };
  let total = 0;
  figures.forEach((one, at) => {
    const weight = weights === null ? 1 : weights[at]!;
    if (one === null || weight === 0) return;
    total += weight;
    for (const name of names) sums[name] += weight * one[name];
  });
  if (total === 0) return null;
  for (const name of names) sums[name] /= total;
  return sums;
}

function coverageOf({ offered, catalogue }: RankingRows, lists: readonly List[]): number | null {
  if (catalogue === 0 || lists.length === 0) return null;
  const seen = new Set<number>();
  for (const { number } of lists) {
    for (let at = number * rankingDepth; at < (number + 1) * rankingDepth; at++)
      if (offered[at]! >= 0) seen.add(offered[at]!);
  }
  return seen.size / catalogue;
}

/** Share of what is worth anything that stands in the first 1, 2, ... 10 places, by list and then over lists. */
export function recallByPlace(rows: RankingRows): { model: number[]; popular: number[] } {
  const lists = listsOf(rows).map(({ things }) => things.filter(({ worth }) => worth > 0));
  const judged = lists.filter((wanted) => wanted.length > 0);
  const reached = (placeOf: (thing: Thing) => number) =>
    Array.from({ length: judged.length === 0 ? 0 : rankingDepth }, (_, at) => {
      const share = (wanted: readonly Thing[]) =>
        wanted.filter((thing) => placeOf(thing) >= 1 && placeOf(thing) <= at + 1).length / wanted.length;
      return judged.reduce((sum, wanted) => sum + share(wanted), 0) / judged.length;
    });
  return { model: reached(({ place }) => place), popular: reached(({ popular }) => popular) };
}
