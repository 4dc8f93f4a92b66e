import { binomialGreater, fisherGreater, type Rate } from '../../stats';
import type { ReleaseFigures } from './release-figures';
import type { AbortRules } from './rollout-plan';
import type { RolloutFigures } from './shadow-figures';

export const comparedRates = ['errors', 'late', 'slow'] as const;
export type ComparedRate = (typeof comparedRates)[number];

/** `worse`: by more than the margin, and chance does not explain it at this level. */
export type RateVerdict = 'fine' | 'worse' | 'too-few';

export type RateComparison = {
  rate: ComparedRate;
  champion: Rate;
  challenger: Rate;
  /** Chance of a difference like this between releases that are equal. */
  chance: number;
  verdict: RateVerdict;
};

export const shareOf = ({ hits, of }: Rate): number => (of === 0 ? 0 : hits / of);

/** Compares what went wrong, one rate after the other, at the level that one test of one look may use up. */
export function compareReleases(
  figures: RolloutFigures,
  o: { rules: AbortRules; budgetMs: number; level: number },
): RateComparison[] {
  return comparedRates.map((rate) => compareRate(rate, figures, o));
}

function compareRate(
  rate: ComparedRate,
  figures: RolloutFigures,
  { rules, budgetMs, level }: { rules: AbortRules; budgetMs: number; level: number },
): RateComparison {
  const [champion, challenger] = [rateOf(rate, figures.champion), rateOf(rate, figures.challenger)];
  const chance = fisherGreater(challenger, champion);
  const row = { rate, champion, challenger, chance };
  if (Math.min(champion.of, challenger.of) < rules.minRequests) return { ...row, verdict: 'too-few' };
  // A release that is slower and still in time is not taken back.
  const inTime = rate === 'slow' && (figures.challenger.p95 ?? 0) <= budgetMs * 1000;
  const byMore = shareOf(challenger) - shareOf(champion) > marginOf(rate, rules);
  return { ...row, verdict: !inTime && byMore && chance <= level ? 'worse' : 'fine' };
}

function rateOf(rate: ComparedRate, figures: ReleaseFigures): Rate {
  switch (rate) {
    case 'errors':
      return { hits: figures.errors, of: figures.requests };
    case 'late':
      return { hits: figures.missed, of: figures.requests };
    case 'slow':
      return { hits: figures.slow, of: figures.timed };
  }
}

export function marginOf(rate: ComparedRate, rules: AbortRules): number {
  return { errors: rules.errorsByMore, late: rules.lateByMore, slow: rules.slowByMore }[rate];
}

/** How often a release in shadow answers otherwise than the champion, and whether that is more than its rule allows. */
export type AnswerComparison = { differs: Rate; limit: number; chance: number; verdict: RateVerdict };

/** Compares the answers of a step in shadow, at the level that one test of one look may use up; null for other steps. */
export function compareAnswers(
  { shadow }: RolloutFigures,
  { rules, level }: { rules: AbortRules; level: number },
): AnswerComparison | null {
  if (shadow === undefined) return null;
  const differs: Rate = { hits: shadow.compared - shadow.agreed, of: shadow.compared };
  const limit = rules.differOnMost;
  const chance = binomialGreater(differs, limit);
  const row = { differs, limit, chance };
  if (differs.of < rules.minRequests) return { ...row, verdict: 'too-few' };
  return { ...row, verdict: shareOf(differs) > limit && chance <= level ? 'worse' : 'fine' };
}

/**
 * What one test of a look may use up of the chance for a false alarm: 1/2, 1/6, 1/12 … of it, shared by the tests of a
 * look, of which a step in shadow has one more. All looks together never exceed it, however many there are.
 */
export function levelOfLook(look: number, rules: AbortRules, { shadow }: Pick<RolloutFigures, 'shadow'> = {}): number {
  const tests = comparedRates.length + (shadow === undefined ? 0 : 1);
  return rules.chance / ((look + 1) * (look + 2)) / tests;
}
