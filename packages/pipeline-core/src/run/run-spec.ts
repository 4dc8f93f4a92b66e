import { z } from 'zod';
import { artifactHashSchema, batchIdSchema, stepIdSchema } from '../ids';
import { jsonObjectSchema } from '../json';
import { modelFormatSchema } from '../release/signature';

/** A thing outside the graph that a step reads (a batch, a release), resolved to artifacts when the run starts. */
export const resolvedReferenceSchema = z.object({
  /** `batches` are several of one dataset, whose id it has; which ones is in `data` (`batchesReadSchema`). */
  kind: z.enum(['batch', 'batches', 'release', 'artifact', 'source', 'feature-view', 'upload']),
  id: z.string(),
  label: z.string(),
  artifacts: z.record(z.string(), artifactHashSchema),
  /** What it is beside artifacts, as it was then: of a source where and how to read. */
  data: jsonObjectSchema.optional(),
});
export type ResolvedReference = z.output<typeof resolvedReferenceSchema>;

/** What `data` says of a release: the format of its model. Releases in runs of before it was written have none. */
export const releaseReadSchema = z.object({ format: modelFormatSchema });

/** Whether only Python can answer for this release. */
export function isPythonRelease({ kind, data }: ResolvedReference): boolean {
  return kind === 'release' && releaseReadSchema.safeParse(data).data?.format === 'python';
}

/** How many lines and cells of a batch are not in its table. */
const leftOutOfBatch = { lines: z.number().int().default(0), cells: z.number().int().default(0) };

/** What `data` says of one batch. */
export const batchReadSchema = z.object(leftOutOfBatch);

/** What `data` says of several batches: which artifact is which batch, in the order of their rows; and which are not read. */
export const batchesReadSchema = z.object({
  batches: z.array(z.object({ id: batchIdSchema, number: z.number().int(), port: z.string(), ...leftOutOfBatch })),
  /** `lost`: rows may be in no batch that is read. */
  leftOut: z.array(z.object({ number: z.number().int(), why: z.string(), lost: z.boolean().default(false) })),
});
export type BatchesRead = z.output<typeof batchesReadSchema>;

/**
 * One input of a step: the output `port` of the step with index `idx` in the same run. `maybe`: that step may end well
 * without it, as a trial that failed has no model; then nothing arrives.
 */
export const runInputSchema = z.object({
  idx: z.number().int().nonnegative(),
  port: z.string(),
  maybe: z.literal(true).optional(),
});
export type RunInput = z.output<typeof runInputSchema>;

/** `step_run.spec`: everything a worker must know to execute one step (architecture.md 7, Run). */
export const runSpecSchema = z.object({
  v: z.literal(1),
  step: stepIdSchema,
  /** Name the author gave the step, for logs and errors. */
  title: z.string(),
  fold: z.number().int().optional(),
  /** Of one of the steps that a search consists of: which of its trials it is, or what it does. The drawn step has neither. */
  trial: z.number().int().optional(),
  inside: z.string().optional(),
  /** Of a trial: it is stopped early when it is poor. What a whole fit makes is the same, so no fingerprint has it. */
  stopPoor: z.literal(true).optional(),
  type: z.string(),
  version: z.number().int(),
  /** Hash of the code the plan counted on, so that a later plan can tell when it changed. */
  codeHash: z.string().optional(),
  params: jsonObjectSchema,
  seed: z.number().int(),
  inputs: z.record(z.string(), z.array(runInputSchema)),
  references: z.record(z.string(), resolvedReferenceSchema).default({}),
  /** Wall-clock limit in seconds and memory limit in megabytes of its child process. */
  limits: z.object({ seconds: z.number().positive(), megabytes: z.number().positive() }),
  /** True: run even when an equal result exists. */
  force: z.boolean().default(false),
  traceparent: z.string().optional(),
});
export type RunSpec = z.output<typeof runSpecSchema>;

/** What tells the steps of a run apart that stand for one step of the drawing. */
export type RunCopy = Pick<RunSpec, 'fold' | 'trial' | 'inside'>;

/** Whether this is the step of the drawing itself: neither one of its folds nor a part of its search. */
export function isDrawn({ fold, trial, inside }: RunCopy): boolean {
  return fold === undefined && trial === undefined && inside === undefined;
}

/** Equal for the same copy of a step in different runs. */
export function copyKey({ fold, trial, inside }: RunCopy): string {
  if (trial !== undefined) return `trial ${trial}`;
  if (inside !== undefined) return inside;
  return fold === undefined ? '' : `fold ${fold}`;
}

/** Where a step waits: for a worker that has what steps of the queue need. */
export const queueSchema = z.enum(['cpu', 'gpu', 'python']);
export type Queue = z.output<typeof queueSchema>;

/** What `mr_start` takes for one step. */
export const runStepSchema = z.object({
  idx: z.number().int().nonnegative(),
  queue: queueSchema,
  max_attempts: z.number().int().positive(),
  spec: runSpecSchema,
});
export type RunStep = z.output<typeof runStepSchema>;
