import { fisherGreater, type Rate } from '../../stats';
import type { ReleaseFigures } from './release-figures';
import type { AbortRules } from './rollout-plan';

export const comparedRates = ['errors', 'late', 'slow'] as const;
export type ComparedRate = (typeof comparedRates)[number];

export type RolloutFigures = { champion: ReleaseFigures; challenger: ReleaseFigures };

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

/**
 * What one test of a look may use up of the chance for a false alarm: 1/2, 1/6, 1/12 … of it, shared by the tests of a
 * look. All looks together never exceed it, however many there are.
 */
export function levelOfLook(look: number, rules: AbortRules): number {
  return rules.chance / ((look + 1) * (look + 2)) / comparedRates.length;
}
