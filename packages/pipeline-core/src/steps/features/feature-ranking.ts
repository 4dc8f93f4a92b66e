import { z } from 'zod';

/**
 * The judgement on every feature, best first; those that the method cannot judge come last and stay. It is what the step
 * learns and what people read.
 */
export const featureRankingSchema = z.object({
  v: z.literal(1),
  kind: z.literal('feature-ranking'),
  method: z.string(),
  /** What the score is ("F"), for a heading. */
  measure: z.string(),
  target: z.string().nullable(),
  rows: z.int().nonnegative(),
  features: z.array(
    z.object({
      feature: z.string(),
      score: z.number().nullable(),
      p: z.number().nullable(),
      rank: z.int().positive().nullable(),
      kept: z.boolean(),
      reason: z.string(),
    }),
  ),
});
export type FeatureRanking = z.output<typeof featureRankingSchema>;
export type RankedFeature = FeatureRanking['features'][number];

/** A feature with its score; null with the reason in words when the method cannot judge it. */
export type FeatureScore = { feature: string; score: number; p?: number } | { feature: string; unjudged: string };

export type KeepRule = {
  keep: 'best' | 'share' | 'threshold' | 'significant';
  count: number;
  share: number;
  threshold: number;
  significance: number;
};

/**
 * Orders features and says which stay: by p where the method tests something (the statistic decides between equal ones),
 * else by score; equal ones as they stand in the table. `twins` names features that a better one makes needless.
 */
export function rankFeatures(
  scores: readonly FeatureScore[],
  rule: KeepRule,
  twins: ReadonlyMap<string, string> = new Map(),
): RankedFeature[] {
  const judged = scores.flatMap((one) => ('score' in one ? [one] : []));
  const ordered = orderScores(judged);
  const wanted = ordered.filter(({ feature }) => !twins.has(feature));
  const limit = rule.keep === 'share' ? Math.max(1, Math.round(judged.length * rule.share)) : rule.count;
  const places = new Map(wanted.map(({ feature }, at) => [feature, at]));
  const ranked = ordered.map(({ feature, score, p }, at): RankedFeature => {
    const twin = twins.get(feature);
    const place = places.get(feature) ?? 0;
    const { kept, reason } =
      twin === undefined ? verdict({ score, p, place, limit }, rule) : { kept: false, reason: twin };
    return { feature, score, p: p ?? null, rank: at + 1, kept, reason };
  });
  const rest = scores.flatMap((one): RankedFeature[] =>
    'score' in one
      ? []
      : [{ feature: one.feature, score: null, p: null, rank: null, kept: true, reason: one.unjudged }],
  );
  return [...ranked, ...rest];
}

/** Best first. */
export function orderScores<S extends { score: number; p?: number }>(scores: readonly S[]): S[] {
  return [...scores].sort((a, b) => (a.p ?? 0) - (b.p ?? 0) || b.score - a.score);
}

function verdict(
  one: { score: number; p?: number | undefined; place: number; limit: number },
  rule: KeepRule,
): { kept: boolean; reason: string } {
  switch (rule.keep) {
    case 'best':
    case 'share': {
      const kept = one.place < one.limit;
      return { kept, reason: kept ? `Among the best ${one.limit}` : `Not among the best ${one.limit}` };
    }
    case 'threshold': {
      const kept = one.score > rule.threshold;
      return { kept, reason: `The score is ${kept ? 'above' : 'not above'} ${rule.threshold}` };
    }
    case 'significant': {
      const kept = (one.p ?? 1) < rule.significance;
      return { kept, reason: `p is ${kept ? 'below' : 'not below'} ${rule.significance}` };
    }
  }
}
