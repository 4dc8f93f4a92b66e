import { z } from 'zod';
import { artifactHashSchema, batchIdSchema, stepIdSchema } from '../ids';
import { jsonObjectSchema } from '../json';

/** A thing outside the graph that a step reads (a batch, a release), resolved to artifacts when the run starts. */
export const resolvedReferenceSchema = z.object({
  /** `batches` are several of one dataset, whose id it has; which ones is in `data` (`batchesReadSchema`). */
  kind: z.enum(['batch', 'batches', 'release', 'artifact', 'source', 'feature-view']),
  id: z.string(),
  label: z.string(),
  artifacts: z.record(z.string(), artifactHashSchema),
  /** What it is beside artifacts, as it was then: of a source where and how to read. */
  data: jsonObjectSchema.optional(),
});
export type ResolvedReference = z.output<typeof resolvedReferenceSchema>;

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

/** One input of a step: the output `port` of the step with index `idx` in the same run. */
export const runInputSchema = z.object({ idx: z.number().int().nonnegative(), port: z.string() });
export type RunInput = z.output<typeof runInputSchema>;

/** `step_run.spec`: everything a worker must know to execute one step (architecture.md 7, Run). */
export const runSpecSchema = z.object({
  v: z.literal(1),
  step: stepIdSchema,
  /** Name the author gave the step, for logs and errors. */
  title: z.string(),
  fold: z.number().int().optional(),
  trial: z.number().int().optional(),
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

/** What `mr_start` takes for one step. */
export const runStepSchema = z.object({
  idx: z.number().int().nonnegative(),
  queue: z.enum(['cpu', 'gpu', 'python']),
  max_attempts: z.number().int().positive(),
  spec: runSpecSchema,
});
export type RunStep = z.output<typeof runStepSchema>;
