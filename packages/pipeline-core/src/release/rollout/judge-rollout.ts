import { compareAnswers, compareReleases, levelOfLook } from './compare-releases';
import { type Looks, noLooks, type RolloutPlan, type RolloutStatus, type RolloutStep } from './rollout-plan';
import { differsWords, missingWords, type ReleaseNames, worseWords } from './rollout-words';
import type { RolloutFigures } from './shadow-figures';

/** A rollout at one step. `budgetMs` is the endpoint's. */
export type RolloutState = {
  plan: RolloutPlan;
  step: number;
  since: Date;
  status: RolloutStatus;
  looks: Looks;
  names: ReleaseNames;
  budgetMs: number;
};

export type RolloutDecision =
  /** `missing`: what the step still needs, in words; empty while somebody has paused it. */
  | { do: 'wait'; missing: string[]; looks: Looks }
  | { do: 'next'; step: number; looks: Looks }
  /** The next step is all of the traffic. */
  | { do: 'done'; step: number; looks: Looks }
  | { do: 'abort'; reason: string; looks: Looks };

/** A step is looked at again once it has so many times the requests of the look before. */
export const lookGrowth = 1.2;

/**
 * What becomes of a rollout, from the figures of both releases since its step began. Releases are compared at few looks,
 * whose times follow from the traffic and never from what went wrong: the chances of all looks add up (ADR 28). A step
 * that has lasted and been asked enough gets a last look before it ends.
 */
export function judgeRollout(state: RolloutState, figures: RolloutFigures, now: Date): RolloutDecision {
  const { plan, looks } = state;
  const missing = missingOf(state, figures, now);
  const complete = state.status === 'running' && missing.length === 0;
  const seen = figures.challenger.requests;
  if (canCompare(plan, figures) && isDue(seen, looks, complete)) {
    const worse = worstOf(state, figures);
    const after: Looks = { count: looks.count + 1, requests: seen };
    if (worse !== null) return { do: 'abort', reason: worse, looks: after };
    return complete ? forward(state) : { do: 'wait', missing, looks: after };
  }
  return complete ? forward(state) : { do: 'wait', missing, looks };
}

function canCompare({ rules }: RolloutPlan, { champion, challenger }: RolloutFigures): boolean {
  return Math.min(champion.requests, challenger.requests) >= rules.minRequests;
}

function isDue(seen: number, looks: Looks, complete: boolean): boolean {
  return looks.count === 0 || seen >= looks.requests * lookGrowth || (complete && seen > looks.requests);
}

/** Why the release is taken back, in words; null where it is not. */
function worstOf({ plan, budgetMs, looks, names }: RolloutState, figures: RolloutFigures): string | null {
  const { rules } = plan;
  const level = levelOfLook(looks.count, rules, figures);
  const worse = compareReleases(figures, { rules, budgetMs, level }).find(({ verdict }) => verdict === 'worse');
  if (worse !== undefined) return worseWords(worse, { names, inShadow: figures.shadow !== undefined });
  const answers = compareAnswers(figures, { rules, level });
  return answers?.verdict === 'worse' ? differsWords(answers, names) : null;
}

function forward({ plan, step }: RolloutState): RolloutDecision {
  const next = Math.min(step + 1, plan.steps.length - 1);
  return { do: plan.steps[next]?.percent === 100 ? 'done' : 'next', step: next, looks: noLooks };
}

/**
 * Requests of the release before that a step waits for, to compare with. A step that asks for no requests compares nothing,
 * and waits for nothing to compare with; copies bring it along.
 */
export function requestsToCompare(at: RolloutStep, { rules }: Pick<RolloutPlan, 'rules'>): number {
  return at.shadow === undefined ? Math.min(at.minRequests, rules.minRequests) : 0;
}

function missingOf({ plan, step, since, names }: RolloutState, figures: RolloutFigures, now: Date): string[] {
  const at = plan.steps[step];
  if (at === undefined) throw new RangeError(`the rollout has no step ${step}: ${plan.steps.length} steps`);
  return missingWords({
    lasted: Math.max(0, (now.getTime() - since.getTime()) / 1000),
    dwell: at.dwellSeconds,
    requests: figures.challenger.requests,
    unit: at.shadow === undefined ? 'requests' : 'copies of requests',
    wanted: at.minRequests,
    compared: figures.champion.requests,
    toCompare: requestsToCompare(at, plan),
    names,
  });
}
