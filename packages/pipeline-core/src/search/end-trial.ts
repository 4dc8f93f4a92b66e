import type { ArtifactHash } from '../ids';
import { metricLabel } from '../metrics/metric-names';
import type { TrialOutcome, TrialTask } from './outcome';

/** Which trial of which trainer: all that is known of one whose proposal was never read. */
type Named = { number: number; trainer: string };

/**
 * A slot that fitted nothing: its round had no proposal for it, the time was up, or somebody asked for the best so far.
 * `begun`: its fit was cut off by that.
 */
export function skippedTrial(
  { number, trainer }: Named,
  { why, begun, reason }: Pick<TrialOutcome, 'why' | 'begun' | 'reason'> = {},
): TrialOutcome {
  const told = {
    ...(why === undefined ? {} : { why }),
    ...(begun === undefined ? {} : { begun }),
    ...(reason === undefined ? {} : { reason }),
  };
  return { v: 1, number, round: 0, params: {}, trainer, state: 'skipped', judged: null, ...told };
}

/**
 * A trial that came to nothing, and why; `task` is null where it ended before it could tell its settings. `again`: it may go
 * well another time.
 */
export function failedTrial(
  { number, trainer }: Named,
  { task, error, again }: { task: TrialTask | null; error: { code: string; message: string }; again: boolean },
): TrialOutcome {
  const { code, message } = error;
  const told = task === null ? { number, round: 0, params: {} } : withoutMetric(task);
  return {
    v: 1,
    ...told,
    trainer,
    state: 'failed',
    judged: null,
    error: { code, message },
    ...(again ? { again } : {}),
  };
}

/** A trial that was fitted, whole or until it was `stopped`. Without a figure to judge it by it counts as failed. */
export function fittedTrial(o: {
  task: TrialTask;
  trainer: string;
  model: ArtifactHash;
  judged: NonNullable<TrialOutcome['judged']>;
  stopped?: TrialOutcome['stopped'];
}): TrialOutcome {
  const { task, trainer, model, judged, stopped } = o;
  const ended = stopped === undefined ? {} : { stopped };
  const told = { v: 1 as const, ...withoutMetric(task), trainer, judged, model, ...ended };
  if (judged.value !== null && Number.isFinite(judged.value)) return { ...told, state: 'done' };
  const seen = judged.rows === 0 ? 'no row is left to judge it by' : `its ${judged.rows} rows do not tell`;
  const message = `${metricLabel(judged.name)} is not known: ${seen}. Split the rows with a larger validation part, or choose another metric.`;
  return { ...told, judged: { ...judged, value: null }, state: 'failed', error: { code: 'not-judged', message } };
}

/** Of a task what its outcome repeats: the metric that was asked for may be "the main one". */
function withoutMetric({ metric: _, ...told }: TrialTask): Omit<TrialTask, 'metric'> {
  return told;
}
