import { z } from 'zod';

/** Why a trial was stopped early: at this step of its curve its best was worse than the median of so many whole trials. */
export const stoppedEarlySchema = z.object({ trials: z.int().positive(), step: z.int() });
export type StoppedEarly = z.output<typeof stoppedEarlySchema>;

/** Whether a trial was fitted as far as its settings say: it was not stopped for being worse than others. */
export function isWhole({ stopped }: { stopped?: StoppedEarly | null | undefined }): boolean {
  return stopped == null;
}

/** Fewer whole trials than this are no measure for another. */
export const fewestWholeTrials = 5;
/** Share of the median length of their curves before which nothing is stopped: small learning rates begin slowly. */
const warmUp = 1 / 3;

/** How far a trial at work has come, and the least loss of its curve so far. */
export type CurveSoFar = { step: number; best: number };
/** A whole trial: the least loss of its curve up to that step (null: it begins later), and its last step. */
export type WholeCurve = { best: number | null; last: number };

/**
 * The curves by which a fit can be told while it runs: losses, of which the least is the best, on rows that it does not
 * learn from.
 */
export function isHeldOutCurve(series: string): boolean {
  return series.startsWith('validation ') || series.endsWith(' on rows left out');
}

/**
 * Whether a trial is to be stopped at its step, and what tells so; null: it goes on. The median stopping rule (Golovin et
 * al. 2017, Google Vizier) on best values so far of both sides, for a fit hands on its best round; the paper compares with
 * averages of the other curves. A trial as good as the median goes on.
 */
export function medianStop(own: CurveSoFar, whole: readonly WholeCurve[]): StoppedEarly | null {
  const reached = whole.flatMap(({ best }) => (best === null ? [] : [best]));
  if (reached.length < fewestWholeTrials) return null;
  if (own.step < warmUp * median(whole.map(({ last }) => last))) return null;
  return own.best > median(reached) ? { trials: reached.length, step: own.step } : null;
}

/** "stopped early: worse than the median of 7 trials at step 40". */
export function stoppedWords({ trials, step }: StoppedEarly): string {
  return `stopped early: worse than the median of ${trials} trials at step ${step}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
