import { stat } from 'node:fs/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { CandidateTrained } from '@millrace/pipeline-core/events';
import { type SearchReport, type TrialOutcome, trialOutcomeSchema } from '@millrace/pipeline-core/search';
import type { StepEvent } from '../../child/protocol';
import { readManifest } from '../../data/read-manifest';
import type { ExecutorJob, JobInput } from '../executor';
import { toPlainJson } from '../plain-json';

type Job = Pick<ExecutorJob<unknown>, 'inputs' | 'title' | 'log'>;

/** What came of the trials of a search, by their numbers. */
export function readOutcomes({ inputs }: Pick<Job, 'inputs'>): TrialOutcome[] {
  return (inputs.trials ?? []).map(({ json }) => trialOutcomeSchema.parse(json)).sort((a, b) => a.number - b.number);
}

/** The model of a trial among those that arrived; failed ones have none, so it is found by its content. */
export function modelOf({ inputs }: Pick<Job, 'inputs'>, { model, number }: TrialOutcome): JobInput & { path: string } {
  const found = (inputs.models ?? []).find(({ artifact }) => artifact.hash === model);
  if (found?.path === undefined) throw new Error(`the model of trial ${number} did not arrive`);
  return { ...found, path: found.path };
}

/** Makes the model of a trial a candidate: the others of a search are trials only. */
export async function trainedEvent(model: JobInput & { path: string }, title: string): Promise<StepEvent> {
  const { plan: _, ...manifest } = await readManifest(model.path, title);
  const trained: CandidateTrained = { model: model.artifact.hash, manifest, bytes: (await stat(model.path)).size };
  return { topic: 'candidate-trained', payload: toPlainJson(trained) };
}

/** The table of all trials. */
export function searchReport(
  outcomes: readonly TrialOutcome[],
  { best, importance }: { best: TrialOutcome; importance: SearchReport['importance'] },
): SearchReport {
  return {
    v: 1,
    kind: 'search',
    trainer: best.trainer,
    metric: best.judged?.name ?? '',
    rows: best.judged?.rows ?? 0,
    best: best.number,
    trials: outcomes.map(({ number, round, trainer, state, params, judged, error, why, begun, reason, stopped }) => ({
      ...{ number, round, trainer, state, params },
      ...(why === undefined ? {} : { why }),
      ...(begun === undefined ? {} : { begun }),
      ...(reason === undefined ? {} : { reason }),
      ...(stopped === undefined ? {} : { stopped }),
      metric: judged?.value ?? null,
      ...(error === undefined ? {} : { error: error.message }),
    })),
    importance,
  };
}

/**
 * Whether the end of a search stands: nothing in it failed that may go well another time, and nobody stopped it before its
 * end. How far it came then was somebody's choice, not that of its settings.
 */
export function isFinal(outcomes: readonly TrialOutcome[]): boolean {
  return outcomes.every(({ again, why }) => again !== true && why !== 'asked');
}

/** A word of warning where trials failed: the search went on without them. */
export function warnOfFailed({ log }: Pick<Job, 'log'>, outcomes: readonly TrialOutcome[]): void {
  const failed = outcomes.filter(({ state }) => state === 'failed');
  const [first] = failed;
  if (first !== undefined)
    log('warning', `${failed.length} trials failed, the first with: ${first.error?.message ?? 'no word of why'}`);
}

/** How many trials were worse than those before them. */
export function tellStopped({ log }: Pick<Job, 'log'>, outcomes: readonly TrialOutcome[]): void {
  const count = outcomes.filter(({ stopped }) => stopped !== undefined).length;
  if (count > 0) log('info', `${count} of ${outcomes.length} trials were stopped early: worse than the median.`);
}

/** There is no model to hand on. */
export function noneLeft({ title }: Pick<Job, 'title'>, outcomes: readonly TrialOutcome[]): PipelineError {
  const failed = outcomes.find(({ state }) => state === 'failed');
  if (outcomes.length === 0) return endIsGone(title);
  return new PipelineError({
    code: 'no-trial',
    family: 'pipeline',
    place: title,
    seen:
      failed === undefined
        ? `${outcomes.length} trials, none of which began`
        : `${outcomes.length} trials without a model; the first that failed: ${failed.error?.message ?? ''}`,
    expected: 'at least one trial that could be fitted and judged',
    next:
      failed === undefined
        ? 'Give the search more minutes, and stop it early only when a trial is done.'
        : 'Mend what the trials say, or choose another kind of model.',
  });
}

/** The plan counted on the end of an earlier search, which was let go between the plan and now. */
function endIsGone(title: string): PipelineError {
  return new PipelineError({
    code: 'search-gone',
    family: 'pipeline',
    place: title,
    seen: 'what an earlier search found is no longer kept',
    expected: 'its models, to use them again',
    next: 'Run the pipeline again: the search is then done anew.',
  });
}
