import { artifactHashSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { stepStatusSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';

/** A step this worker holds now. `token` grows with every lease and fences late results off. */
export const leasedStepSchema = z
  .object({
    run_id: runIdSchema,
    idx: z.number().int(),
    token: z.number().int(),
    attempt: z.number().int(),
    queue: z.string(),
    /** Parsed by whoever executes it; the protocol does not look into it. */
    spec: z.unknown(),
    inputs: z.array(z.object({ from: z.number().int(), port: z.string(), hash: artifactHashSchema })),
  })
  .transform(({ run_id, ...step }) => ({ runId: run_id, ...step }));
export type LeasedStep = z.output<typeof leasedStepSchema>;
export type LeasedInput = LeasedStep['inputs'][number];

/** Answer of mr_lease. `nextMs`: only delayed steps are there, the first is due then. */
export const leaseAnswerSchema = z
  .object({
    gone: z.boolean().default(false),
    steps: z.array(leasedStepSchema).default([]),
    again: z.boolean().default(false),
    next_ms: z.number().nullable().default(null),
  })
  .transform(({ next_ms, ...answer }) => ({ ...answer, nextMs: next_ms }));
export type LeaseAnswer = z.output<typeof leaseAnswerSchema>;

/** Answer of mr_finish: what was accepted and what it became, the next steps, and where each content lies. */
export const finishAnswerSchema = z.object({
  accepted: z.array(z.tuple([runIdSchema, z.number().int(), stepStatusSchema])),
  steps: z.array(leasedStepSchema),
  places: z.record(z.string(), z.string()).nullish(),
});
export type FinishAnswer = z.output<typeof finishAnswerSchema>;

const heldSchema = z.tuple([runIdSchema, z.number().int(), z.number().int()]);
/** A step as the heartbeat names it: run, index, token. */
export type HeldStep = z.output<typeof heldSchema>;

export const beatAnswerSchema = z.object({
  gone: z.boolean().default(false),
  lost: z.array(heldSchema).nullish(),
  cancel: z.array(heldSchema).nullish(),
});
export type BeatAnswer = z.output<typeof beatAnswerSchema>;

/** An output to commit: a file at `location`, or JSON `inline`. */
export type OutputRecord = {
  port: string;
  hash: string;
  bytes: number;
  kind: string;
  location?: string;
  inline?: Json;
};

export type StepOutcome = 'succeeded' | 'cached' | 'failed' | 'parked' | 'released' | 'cancelled' | 'lost';

/** A step that ends without having been leased. */
export type EndedStep = { idx: number; outcome: 'succeeded'; outputs: OutputRecord[] };

/** What a worker reports about a step it held. */
export type StepResult = {
  runId: LeasedStep['runId'];
  idx: number;
  token: number;
  outcome: StepOutcome;
  error?: Json;
  /** Failed: try again after this many milliseconds if attempts are left. */
  retryMs?: number;
  outputs?: OutputRecord[];
  /** Enter the outbox with the commit; keys start with `<run>-<idx>`. */
  events?: { topic: string; key: string; payload: Json }[];
  /** Succeeded: steps of the same run that need no process, and end with it as far as they are ready, or become so by it. */
  alsoEnds?: EndedStep[];
  /** Succeeded: under this fingerprint the result may be used again. */
  fingerprint?: string;
};
