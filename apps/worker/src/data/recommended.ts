import type { JsonObject } from '@millrace/pipeline-core/json';
import { damagedModel } from '../runtimes/damaged-model';
import type { Recommends, Scorer } from '../runtimes/model-runtime';

/** A list for one user, best first, and whether it comes from what they had or from what most have. */
export type Recommended = { from: 'user' | 'popular'; items: { item: string | number; score: number }[] };

/** The numbers of one answer (`runtimes/recommend/scorer.ts`) as a list. */
export function readRecommended(recommends: Recommends, out: ArrayLike<number>): Recommended {
  const items: Recommended['items'] = [];
  for (let at = 1; at + 1 < out.length; at += 2) {
    const item = recommends.items[out[at]!];
    if (item !== undefined) items.push({ item, score: out[at + 1]! });
  }
  return { from: out[0] === 1 ? 'user' : 'popular', items };
}

/** What callers get and logs keep beside the prediction, which is the first item. */
export function recommendedOutput({ from, items }: Recommended): JsonObject {
  return { recommendations: items, from };
}

export function requireRecommends({ recommends }: Pick<Scorer, 'recommends'>): Recommends {
  if (recommends !== undefined) return recommends;
  throw damagedModel({ seen: 'a model without items', expected: 'a recommender' });
}
