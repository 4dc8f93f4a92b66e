import { type Database, readTrialCurves } from '@millrace/db';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { fewestWholeTrials, isHeldOutCurve, medianStop } from '@millrace/pipeline-core/search';
import { PoorTrial } from '../child/poor-trial';
import type { Logger } from '../logger';
import type { StepJob } from './interfaces';

/** Milliseconds between two looks at the curves of other trials, at least. */
const lookMs = 1_000;
/** Looking takes at most one part in so many of the time, however long it takes. */
const lookShare = 20;

export type StopPoorOptions = {
  db: Database;
  job: Pick<StepJob, 'step' | 'signal' | 'points'>;
  spec: Pick<RunSpec, 'trial' | 'fold' | 'stopPoor'>;
  /** Aborts when the step shall finish for any other reason. */
  asked: AbortSignal;
  logger: Logger;
};

/**
 * Asks a trial for what it has when its curve is worse than the median of the whole trials of its search before it. Its
 * points are kept as they are without; with them it is looked how the others were at the same step. Whoever executes the
 * trial next decides anew, from what is recorded. Steps that are not to be stopped this way keep what they have.
 */
export function stopPoorTrial(options: StopPoorOptions): { finish: AbortSignal; points: StepJob['points'] } {
  const { job, spec, asked } = options;
  const tells = spec.stopPoor === true && spec.fold === undefined && (spec.trial ?? 0) >= fewestWholeTrials;
  if (!tells) return { finish: asked, points: job.points };
  const poor = new AbortController();
  const finish = AbortSignal.any([asked, poor.signal]);
  const look = lookNowAndThen(() => finish.aborted || job.signal.aborted);
  const curve = heldOutCurve();
  return {
    finish,
    points(points) {
      job.points(points);
      const own = curve.add(points);
      if (own !== null) look(() => compare(options, { own, poor }));
    },
  };
}

type Own = { series: string; step: number; best: number };

/**
 * The first curve of the fit on rows it does not learn from: how far it has come, and its least loss. Null for points of
 * other curves: trees that chose their rounds in folds then learn from all rows, and are not to be stopped in that.
 */
function heldOutCurve(): { add(points: Parameters<StepJob['points']>[0]): Own | null } {
  let own: Own | null = null;
  return {
    add(points) {
      let moved = false;
      for (const { series, step, value } of points) {
        if (own === null && isHeldOutCurve(series)) own = { series, step, best: value };
        else if (own?.series === series)
          own = { series, step: Math.max(own.step, step), best: Math.min(own.best, value) };
        else continue;
        moved = true;
      }
      return moved ? own : null;
    },
  };
}

/** A look that fails is no matter: the next points bring another. */
async function compare({ db, job, logger }: StopPoorOptions, { own, poor }: { own: Own; poor: AbortController }) {
  const { runId, idx } = job.step;
  try {
    const { before, whole } = await readTrialCurves(db, { runId, idx, series: own.series, step: own.step });
    // What an earlier attempt had found before it was cut off is this trial's as well.
    const best = Math.min(own.best, before ?? own.best);
    const stopped = medianStop({ step: own.step, best }, whole);
    if (stopped !== null) poor.abort(new PoorTrial(stopped));
  } catch (error) {
    logger.debug({ runId, idx, error: String(error) }, 'a trial was not compared with those before it');
  }
}

/** Looks when asked to, unless the last look is just over, another is at work, or nothing would come of it. */
function lookNowAndThen(over: () => boolean): (look: () => Promise<void>) => void {
  let next = 0;
  let looking = false;
  return (look) => {
    const began = Date.now();
    if (looking || began < next || over()) return;
    looking = true;
    void look().finally(() => {
      looking = false;
      next = Date.now() + Math.max(lookMs, lookShare * (Date.now() - began));
    });
  };
}
