import { z } from 'zod';
import { stepStatusSchema } from './step-status';

const seq = z.int().positive();
const at = z.string();

/** One row of `run_event`: gap-free per run, in commit order. Facts of a step carry its index. */
export const runEventSchema = z.union([
  z.object({
    seq,
    at,
    kind: z.enum([
      'run-started',
      'paused',
      'resumed',
      'cancel-requested',
      'run-succeeded',
      'run-failed',
      'run-cancelled',
    ]),
  }),
  z.object({ seq, at, kind: stepStatusSchema, idx: z.int().nonnegative(), attempt: z.int().nullable().default(null) }),
]);
export type RunEvent = z.output<typeof runEventSchema>;
export type StepEventKind = Extract<RunEvent, { idx: number }>['kind'];
