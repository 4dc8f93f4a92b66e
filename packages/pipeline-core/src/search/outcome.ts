import { z } from 'zod';
import { artifactHashSchema } from '../ids';
import { metricDirection } from '../metrics/metric-names';
import { stoppedEarlySchema } from './median-rule';
import { bestFirst, proposalSchema, type Question, type Trial } from './trial';

/** Which figure of a trial counts; `auto`: the main one of what is predicted. */
export const searchMetrics = ['auto', 'auc', 'accuracy', 'f1', 'f1Macro', 'logLoss', 'r2', 'rmse', 'mae'] as const;
export const searchMetricSchema = z.enum(searchMetrics);
export type SearchMetric = z.output<typeof searchMetricSchema>;

/** What one round of a search asks for: an artifact that every trial of the round reads. */
export const roundSchema = z.object({
  v: z.literal(1),
  round: z.int().nonnegative(),
  metric: searchMetricSchema,
  trials: z.array(proposalSchema),
  /** Why nothing is tried of this kind of model, as the end of a sentence. */
  reason: z.string().optional(),
});
export type Round = z.output<typeof roundSchema>;

/** One trial as the step that fits it is told of it. */
export const trialTaskSchema = proposalSchema.extend({
  round: z.int().nonnegative(),
  metric: searchMetricSchema,
});
export type TrialTask = z.output<typeof trialTaskSchema>;

/** The figure a trial is judged by, on rows it has not learned from. */
const judgedSchema = z.object({ name: z.string(), value: z.number().nullable(), rows: z.int().nonnegative() });

/**
 * What came of one trial: an artifact, also of one that failed, so that a search goes on. It holds no times: equal trials
 * have equal bytes, and what is proposed after them is the same again.
 */
export const trialOutcomeSchema = trialTaskSchema.omit({ metric: true }).extend({
  v: z.literal(1),
  /** Step type that was fitted. */
  trainer: z.string(),
  /** `skipped`: nothing was left to try, or the search was over before it had a model. */
  state: z.enum(['done', 'failed', 'skipped']),
  judged: judgedSchema.nullable(),
  /** Of one that was fitted: which of the models that arrive is its own. */
  model: artifactHashSchema.optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  /** Of one that failed: not by its settings or its rows, so it may go well another time. */
  again: z.literal(true).optional(),
  /** Of one that was fitted, but not to its end: it was worse than others were at the same step. */
  stopped: stoppedEarlySchema.optional(),
  /** Of one that was skipped: what ended the search. Absent: nothing was left to try, or its kind of model does not suit. */
  why: z.enum(['time', 'asked']).optional(),
  /** Of one that was skipped so: it was being fitted then, and had no model yet. Absent: it had not begun. */
  begun: z.literal(true).optional(),
  /** Of one whose kind of model does not suit: why, as its round told. */
  reason: roundSchema.shape.reason,
});
export type TrialOutcome = z.output<typeof trialOutcomeSchema>;

/** The trials that ended, for the next question. One that failed, or that its rows cannot judge, has no metric. */
export function historyOf(outcomes: readonly TrialOutcome[]): Trial[] {
  return outcomes
    .filter(({ state }) => state !== 'skipped')
    .map(({ number, params, judged, resource, from }) => ({
      number,
      params,
      metric: judged?.value ?? null,
      ...(resource === undefined ? {} : { resource }),
      ...(from === undefined ? {} : { from }),
    }));
}

/** Whether the best is the least or the most: told by the metric that trials were judged by, which all share. */
export function goalOf(outcomes: readonly TrialOutcome[]): Question['goal'] {
  return goalOfMetric(outcomes.find(({ judged }) => judged !== null)?.judged?.name ?? '');
}

/** Whether the best trial has the least or the most of this metric. */
export function goalOfMetric(name: string): Question['goal'] {
  return metricDirection(name) === 'lower' ? 'least' : 'most';
}

/** The trials that were fitted and judged, the best first. */
export function bestOutcomes(outcomes: readonly TrialOutcome[]): TrialOutcome[] {
  const judged = outcomes.filter(({ state }) => state === 'done');
  const placed = judged.map((outcome) => ({ ...outcome, metric: outcome.judged?.value ?? null, outcome }));
  return bestFirst(placed, goalOf(judged)).map(({ outcome }) => outcome);
}
