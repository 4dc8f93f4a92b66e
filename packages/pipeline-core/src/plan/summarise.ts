import { itemsByStep } from './by-drawn-step';
import type { PlanItem, RunPlan } from './plan-types';

/**
 * The plan in one sentence: "3 of 9 steps run, 6 are reused; about 2 min". Steps are those of the drawing: one that a fold
 * region runs several times, or that consists of trials, counts once.
 */
export function summarise(parts: readonly PlanItem[]): RunPlan['summary'] {
  const items = [...itemsByStep(parts).values()];
  const count = (decision: PlanItem['decision']) => items.filter((item) => item.decision === decision).length;
  const [runs, reused, mayBeReused] = [count('runs'), count('reused'), count('may-be-reused')];
  const seconds = items.reduce((sum, item) => sum + item.seconds, 0);
  const phrases = [
    `${runs} of ${items.length} ${items.length === 1 ? 'step' : 'steps'} ${runs === 1 ? 'runs' : 'run'}`,
  ];
  if (reused > 0) phrases.push(`${reused} ${reused === 1 ? 'is' : 'are'} reused`);
  if (mayBeReused > 0) phrases.push(`${mayBeReused} may be reused`);
  const text = items.length === 0 ? 'Nothing to run' : `${phrases.join(', ')}; about ${duration(seconds)}`;
  return { steps: items.length, runs, reused, mayBeReused, seconds, text };
}

function duration(seconds: number): string {
  if (seconds < 1) return '1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
