import { errorReportSchema } from '@millrace/pipeline-core/errors';
import { pipelineIdSchema, pipelineVersionIdSchema, projectIdSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { runSpecSchema, runStatusSchema, stepStatusSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';

export const runSummarySchema = z.object({
  id: runIdSchema,
  projectId: projectIdSchema,
  number: z.number().int(),
  pipelineId: pipelineIdSchema.nullable(),
  pipelineName: z.string().nullable(),
  versionId: pipelineVersionIdSchema.nullable(),
  kind: z.string(),
  trigger: z.string(),
  startedBy: z.string(),
  status: runStatusSchema,
  paused: z.boolean(),
  /** Steps as they are drawn: a search is one of them, whatever it consists of. */
  openSteps: z.number().int(),
  failedSteps: z.number().int(),
  steps: z.number().int(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type RunSummary = z.output<typeof runSummarySchema>;

/** Where a step stands. `attempt` counts executions, lost and released ones left out of the author's attempts. */
export const stepRunSchema = z.object({
  idx: z.number().int(),
  queue: z.string(),
  status: stepStatusSchema,
  waitingOn: z.number().int(),
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  losses: z.number().int(),
  readyAt: z.date().nullable(),
  leasedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  error: errorReportSchema.nullable(),
  spec: runSpecSchema,
});
export type StepRun = z.output<typeof stepRunSchema>;

export const runDetailSchema = runSummarySchema.extend({
  mayDeploy: z.boolean(),
  plan: jsonSchema,
  lastSeq: z.coerce.number().int(),
  cancelRequestedAt: z.date().nullable(),
});
export type RunDetail = z.output<typeof runDetailSchema> & { stepRuns: StepRun[]; edges: [number, number][] };

export const runHeaderSchema = z.object({
  id: runIdSchema,
  projectId: projectIdSchema,
  status: runStatusSchema,
  lastSeq: z.coerce.number().int(),
  /** Cleared away with the retention of events: a client that asks for older ones starts anew. */
  firstSeq: z.coerce.number().int(),
});
export type RunHeader = z.output<typeof runHeaderSchema>;

export const runEventSchema = z.object({
  seq: z.coerce.number().int(),
  kind: z.string(),
  idx: z.number().int().nullable(),
  attempt: z.number().int().nullable(),
  at: z.date(),
});
export type RunEvent = z.output<typeof runEventSchema>;

export const stepLogLineSchema = z.object({
  id: z.coerce.number().int(),
  runId: runIdSchema,
  idx: z.number().int(),
  attempt: z.number().int(),
  at: z.date(),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  text: z.string(),
});
export type StepLogLine = z.output<typeof stepLogLineSchema>;

const lostWorker = {
  code: 'worker-lost',
  family: 'operator',
  place: 'Worker',
  seen: 'a worker that stopped answering three times in a row while it ran this step',
  expected: 'a worker that lives until the step is done',
  next: 'Look at the memory of the machine; give the step a smaller table or a larger memory limit and run again.',
  message: 'The worker died each time it ran this step, so it is not tried again.',
} as const;

/** The protocol itself writes one error, `{ code: 'worker-lost' }`; here it gets its sentence. */
export function toStepError(value: unknown): unknown {
  const report = z
    .object({ code: z.literal('worker-lost') })
    .strict()
    .safeParse(value);
  return report.success ? lostWorker : value;
}
