import { z } from 'zod';
import { trialOutcomeSchema } from './outcome';
import { settingsSchema } from './trial';

/** What a search stores beside its best model: every trial, and what mattered. */
export const searchReportSchema = z.object({
  v: z.literal(1),
  kind: z.literal('search'),
  /** Step type of the best trial. */
  trainer: z.string(),
  metric: z.string(),
  /** Rows that each trial was judged by. */
  rows: z.int().nonnegative(),
  /** Number of the best trial. */
  best: z.int().nonnegative(),
  trials: z.array(
    z.object({
      number: z.int().nonnegative(),
      round: z.int().nonnegative(),
      /** Step type that was fitted. */
      trainer: z.string(),
      state: trialOutcomeSchema.shape.state,
      params: settingsSchema,
      metric: z.number().nullable(),
      error: z.string().optional(),
      why: trialOutcomeSchema.shape.why,
      begun: trialOutcomeSchema.shape.begun,
      reason: trialOutcomeSchema.shape.reason,
      stopped: trialOutcomeSchema.shape.stopped,
    }),
  ),
  /** Share of each setting in how trials differ; empty while there are too few. */
  importance: z.array(z.object({ name: z.string(), share: z.number() })),
});
export type SearchReport = z.output<typeof searchReportSchema>;
