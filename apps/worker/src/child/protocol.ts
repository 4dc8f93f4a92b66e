import { errorReportSchema } from '@millrace/pipeline-core/errors';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { runSpecSchema } from '@millrace/pipeline-core/run';
import { stoppedEarlySchema } from '@millrace/pipeline-core/search';
import { z } from 'zod';
import { guestGrantSchema } from '../guests/guest-grant';
import { outsideGrantSchema } from '../outside/outside-grant';

/** An input artifact as the child sees it: a read-only file in its folder, or small JSON inline. */
export const childArtifactSchema = z.object({
  /** Output port of the step that made it: `table`, `table.meta`, `model`, … */
  port: z.string(),
  hash: artifactHashSchema,
  kind: z.string(),
  path: z.string().optional(),
  inline: jsonSchema.optional(),
});
export type ChildArtifact = z.output<typeof childArtifactSchema>;

/** One connection into an input port; a port with `many` has several. */
export const childInputSchema = z.object({ artifacts: z.array(childArtifactSchema), title: z.string() });
export type ChildInput = z.output<typeof childInputSchema>;

/** Parent to child: execute a step. */
export const stepRequestSchema = z.object({
  kind: z.literal('step'),
  id: z.string(),
  spec: runSpecSchema,
  inputs: z.record(z.string(), z.array(childInputSchema)),
  references: z.record(z.string(), z.array(childArtifactSchema)),
  /** Attempt folder: the child writes nowhere else. */
  folder: z.string(),
  threads: z.number().int().positive(),
  memoryMegabytes: z.number().positive(),
  /** How far the clock of the database is ahead of this machine's, in milliseconds; not said where nothing goes by it. */
  clockAhead: z.number().optional(),
  /** What the step computes on; the processor where nothing is said. */
  device: z.enum(['cpu', 'gpu']).optional(),
  /** Hash of the code that executes it, for those who ask later what made a model. */
  code: z.string().optional(),
  /** The step may keep states to go on from; `last` is the one an earlier attempt kept. Absent: nobody would keep them. */
  checkpoint: z
    .object({ last: z.object({ path: z.string(), hash: artifactHashSchema, done: z.number() }).nullable() })
    .optional(),
  /** The Python environments of this worker, for steps that run Python or ask a model that does. */
  guests: guestGrantSchema.optional(),
  /** Only for steps that read from outside. Never logged, never kept. */
  outside: outsideGrantSchema.optional(),
});
export type StepRequest = z.output<typeof stepRequestSchema>;

/** Parent to child: one call of the data service (landing, window, profile …), by name. */
export const taskRequestSchema = z.object({
  kind: z.literal('task'),
  id: z.string(),
  task: z.string(),
  args: jsonSchema,
  folder: z.string(),
  threads: z.number().int().positive(),
  memoryMegabytes: z.number().positive(),
});
export type TaskRequest = z.output<typeof taskRequestSchema>;

/** Parent to child: stop the running request and answer with its error. */
export const cancelRequestSchema = z.object({ kind: z.literal('cancel'), id: z.string() });

/**
 * Parent to child: stop the running step soon and answer with the best so far. `stopped`: not because somebody asked or the
 * time is up, but as a trial that is worse than others.
 */
export const finishRequestSchema = z.object({
  kind: z.literal('finish'),
  id: z.string(),
  stopped: stoppedEarlySchema.optional(),
});

/** Parent to child: the state it handed over is dealt with; its file may go. */
export const keptRequestSchema = z.object({ kind: z.literal('kept'), id: z.string() });

export const childRequestSchema = z.discriminatedUnion('kind', [
  stepRequestSchema,
  taskRequestSchema,
  cancelRequestSchema,
  finishRequestSchema,
  keptRequestSchema,
]);
export type ChildRequest = z.output<typeof childRequestSchema>;

/** An output of a step: a file in the attempt folder, or small JSON. */
export const childOutputSchema = z.object({
  port: z.string(),
  kind: z.enum([
    'table',
    'table-meta',
    'transformer',
    'model',
    'metrics',
    'bundle',
    'held-out',
    'figure',
    'file',
    'made-file',
    'notebook',
    'json',
  ]),
  path: z.string().optional(),
  inline: jsonSchema.optional(),
});
export type ChildOutput = z.output<typeof childOutputSchema>;

/** What a step asks the rest of the house to do; enters the outbox with the step's commit. */
export const stepEventSchema = z.object({ topic: z.string(), payload: jsonSchema });
export type StepEvent = z.output<typeof stepEventSchema>;

export const progressSchema = z.object({
  done: z.number(),
  total: z.number(),
  label: z.string().optional(),
  metrics: z.record(z.string(), z.number()).optional(),
});
export type Progress = z.output<typeof progressSchema>;

/** One value of a curve; `series` names the curve, `step` counts rounds, iterations or epochs. */
export const pointSchema = z.object({ series: z.string(), step: z.int32(), value: z.number() });
export type Point = z.output<typeof pointSchema>;

export const logLevelSchema = z.enum(['debug', 'info', 'warning', 'error']);

/** Lines kept of one attempt of a step: one that logs in a loop must not fill the table, nor keep others waiting. */
export const mostLogLines = 10_000;

/** Child to parent. `ready` comes once after start; exactly one `done` or `failed` answers a request. */
export const childReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('log'), id: z.string(), level: logLevelSchema, text: z.string(), at: z.string() }),
  z.object({ kind: z.literal('progress'), id: z.string(), progress: progressSchema }),
  z.object({ kind: z.literal('point'), id: z.string(), points: z.array(pointSchema) }),
  /** A state to go on from, as a file of the attempt folder; the child waits for `kept` before it goes on. */
  z.object({ kind: z.literal('checkpoint'), id: z.string(), path: z.string(), done: z.number() }),
  z.object({
    kind: z.literal('done'),
    id: z.string(),
    outputs: z.array(childOutputSchema),
    events: z.array(stepEventSchema),
    value: jsonSchema.optional(),
    /** False when chance or the clock had a part in it: the result is not used for an equal step. */
    repeats: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('failed'), id: z.string(), error: errorReportSchema, retryable: z.boolean() }),
]);
export type ChildReply = z.output<typeof childReplySchema>;
