import { errorReportSchema } from '@millrace/pipeline-core/errors';
import { pipelineIdSchema, projectIdSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { triggerRequestSchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';

export const scheduleSchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  pipelineId: pipelineIdSchema,
  cron: z.string(),
  timeZone: z.string(),
  enabled: z.boolean(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type Schedule = z.output<typeof scheduleSchema>;

/** A wish to start a run; settled when `runId` or `error` is set. */
export const triggerEventSchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  pipelineId: pipelineIdSchema,
  requestKey: z.string(),
  trigger: z.string(),
  request: triggerRequestSchema.nullable(),
  runId: runIdSchema.nullable(),
  error: errorReportSchema.nullable(),
  startedBy: z.string(),
  createdAt: z.date(),
});
export type TriggerEvent = z.output<typeof triggerEventSchema>;

export const deliverySchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  kind: z.string(),
  target: z.string(),
  payload: jsonSchema,
  requestKey: z.string().nullable(),
  /** Name of the secret that it is signed by. */
  secret: z.string().nullable(),
  status: z.enum(['queued', 'sent', 'failed']),
  attempts: z.number().int(),
  /** `error` is null where the receiver took it. */
  tries: z.array(z.object({ at: z.iso.datetime(), error: z.string().nullable() })),
  error: z.string().nullable(),
  createdAt: z.date(),
  sentAt: z.date().nullable(),
});
export type Delivery = z.output<typeof deliverySchema>;

export const outboxEntrySchema = z.object({
  id: z.bigint(),
  topic: z.string(),
  key: z.string(),
  payload: jsonSchema,
  createdAt: z.date(),
});
export type OutboxEntry = z.output<typeof outboxEntrySchema>;

export const auditEntrySchema = z.object({
  id: z.bigint(),
  projectId: projectIdSchema.nullable(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  details: jsonSchema,
  at: z.date(),
  previous: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.output<typeof auditEntrySchema>;
