import { endpointIdSchema, projectIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import {
  deploymentKindSchema,
  deployStrategySchema,
  endpointConfigSchema,
  overriddenSchema,
} from '@millrace/pipeline-core/release';
import { rolloutPlanSchema } from '@millrace/pipeline-core/rollout';
import { z } from 'zod';

/** An endpoint with its newest configuration; null until something is deployed. */
export const endpointSchema = z.object({
  id: endpointIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  slug: z.string(),
  sandbox: z.boolean(),
  revision: z.number().int(),
  createdBy: z.string(),
  createdAt: z.date(),
  config: endpointConfigSchema.nullable(),
});
export type Endpoint = z.output<typeof endpointSchema>;
/** One that can answer. */
export type ServedEndpoint = Endpoint & { config: NonNullable<Endpoint['config']> };

export const endpointRevisionSchema = z.object({
  endpointId: endpointIdSchema,
  revision: z.number().int(),
  kind: deploymentKindSchema,
  config: endpointConfigSchema,
  reason: z.string().nullable(),
  gates: jsonSchema.nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type EndpointRevision = z.output<typeof endpointRevisionSchema>;

/** `waiting`: for an evaluation that is still to be made or recorded; nothing has been loaded or moved. */
export const deploymentStatusSchema = z.enum(['queued', 'waiting', 'running', 'succeeded', 'failed', 'cancelled']);
export const openDeploymentStatuses = ['queued', 'waiting', 'running'] as const satisfies z.output<
  typeof deploymentStatusSchema
>[];

export const deploymentSchema = z.object({
  id: z.string(),
  endpointId: endpointIdSchema,
  releaseId: releaseIdSchema,
  kind: deploymentKindSchema,
  strategy: deployStrategySchema,
  requestKey: z.string().nullable(),
  status: deploymentStatusSchema,
  gates: jsonSchema,
  stages: jsonSchema,
  reason: z.string().nullable(),
  /** Goes on although a quality gate fails; `reason` says why. */
  override: z.boolean(),
  /** What had failed when it was overridden, which is all it goes on without; null: not kept. */
  overridden: overriddenSchema.nullable(),
  error: jsonSchema.nullable(),
  /** How a canary goes on; null for other strategies. */
  rollout: rolloutPlanSchema.nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type Deployment = z.output<typeof deploymentSchema>;

/** Whether it is still going on, or about to. */
export function isOpenDeployment({ status }: Pick<Deployment, 'status'>): boolean {
  return openDeploymentStatuses.some((open) => open === status);
}
