import { percentText, shareText } from '../../percent';
import { numbersWithin } from './answers-agree';
import { type AnswerComparison, type ComparedRate, marginOf, type RateComparison, shareOf } from './compare-releases';
import type { RolloutPlan, RolloutStep } from './rollout-plan';

/** "v6" and "v7", as people call them. */
export type ReleaseNames = { champion: string; challenger: string };

const whole = (count: number) => count.toLocaleString('en');
const percent = (share: number) => shareText(share, share < 0.001 ? 2 : 1);

/** A time as people say it, rounded down: "45 s", "12 min", "1.5 h". */
export function spanWords(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Number((Math.floor(seconds / 360) / 10).toFixed(1))} h`;
}

/** What a step still needs: "312 of 1,000 requests", "12 min of 30 min". */
export function missingWords(o: {
  lasted: number;
  dwell: number;
  requests: number;
  unit: 'requests' | 'copies of requests';
  wanted: number;
  compared: number;
  toCompare: number;
  names: ReleaseNames;
}): string[] {
  const missing: string[] = [];
  if (o.requests < o.wanted) missing.push(`${whole(o.requests)} of ${whole(o.wanted)} ${o.unit}`);
  if (o.lasted < o.dwell) missing.push(`${spanWords(o.lasted)} of ${spanWords(o.dwell)}`);
  if (o.compared < o.toCompare)
    missing.push(`${whole(o.compared)} of ${whole(o.toCompare)} requests of ${o.names.champion} to compare with`);
  return missing;
}

const whatHappens: Record<ComparedRate, string> = {
  errors: 'failed, and nobody answered',
  late: 'were late or failed',
  slow: 'took longer than the budget',
};

/** Why a release is taken back, as the timeline keeps it. */
export function worseWords(
  { rate, champion, challenger, chance }: RateComparison,
  { names, inShadow }: { names: ReleaseNames; inShadow: boolean },
): string {
  const what = inShadow && rate === 'errors' ? 'failed' : whatHappens[rate];
  const of = `${percent(shareOf(challenger))} of ${whole(challenger.of)} requests`;
  const against = `${percent(shareOf(champion))} of ${whole(champion.of)} with ${names.champion}`;
  return `${of} of ${names.challenger} ${what}, against ${against}; chance explains that ${oneIn(chance)}.`;
}

/** The same of answers that differ too often. */
export function differsWords({ differs, limit, chance }: AnswerComparison, names: ReleaseNames): string {
  const seen = `${names.challenger} answered otherwise than ${names.champion} on ${percent(shareOf(differs))} of ${whole(differs.of)} rows`;
  return `${seen}, more than ${percent(limit)}; chance explains that ${oneIn(chance)}.`;
}

function oneIn(chance: number): string {
  const times = Math.round(1 / Math.max(chance, 1e-6));
  return times >= 1_000_000 ? 'less than once in a million times' : `once in ${whole(Math.max(1, times))} times`;
}

/** The rules that take a release back, one sentence each. */
export function ruleSentences({ rules, steps }: RolloutPlan, names: ReleaseNames): string[] {
  const points = (rate: ComparedRate) => {
    const margin = Number((marginOf(rate, rules) * 100).toFixed(2));
    return `more than ${margin} percentage ${margin === 1 ? 'point' : 'points'} above that of ${names.champion}`;
  };
  return [
    `The rollout is aborted when the share of requests on which ${names.challenger} fails and nobody answers is ${points('errors')}.`,
    `It is aborted, too, when the share on which it is late or fails, whoever answers then, is ${points('late')}.`,
    `It is aborted, too, when its p95 is over the budget and the share of requests over it is ${points('slow')}.`,
    ...(steps[0]?.shadow === undefined ? [] : [differsRule(rules.differOnMost, names)]),
    `Releases are compared from ${whole(rules.minRequests)} requests of each on, at few looks; a rollout of one that is no worse is aborted by mistake at most once in ${whole(Math.round(1 / rules.chance))} steps.`,
  ];
}

function differsRule(limit: number, { champion, challenger }: ReleaseNames): string {
  const meant = `numbers differ when they are more than ${percent(numbersWithin)} apart`;
  return `In shadow, the rollout is aborted when ${challenger} answers otherwise than ${champion} on more than ${percent(limit)} of rows; ${meant}.`;
}

/** "shadow" or "5%" */
export function stepName({ percent, shadow }: Pick<RolloutStep, 'percent' | 'shadow'>): string {
  return shadow === undefined ? percentText(percent) : 'shadow';
}

/** "1 → 5 → 25 → 50 → 100%", with "shadow → " before them where the plan begins so. No line begins with an arrow. */
export function stepWords({ steps }: Pick<RolloutPlan, 'steps'>): string {
  return `${steps.map((step) => (step.shadow === undefined ? step.percent : stepName(step))).join('\u00a0→ ')}%`;
}
