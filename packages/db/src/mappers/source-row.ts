import {
  batchIdSchema,
  datasetIdSchema,
  pipelineIdSchema,
  projectIdSchema,
  runIdSchema,
  sourceIdSchema,
} from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { outcomeKindSchema, sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';

/** Something a watch could not do: shown until it can. */
export const sourceProblemSchema = z.object({ place: z.string(), message: z.string(), at: z.string() });
export type SourceProblem = z.output<typeof sourceProblemSchema>;

export const sourceSchema = z.object({
  id: sourceIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  config: sourceConfigSchema,
  secret: z.string().nullable(),
  policy: sourcePolicySchema,
  datasetId: datasetIdSchema,
  pipelineId: pipelineIdSchema,
  paused: z.boolean(),
  cursor: jsonSchema,
  problems: z.array(sourceProblemSchema),
  createdBy: z.string(),
  updatedBy: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type Source = z.output<typeof sourceSchema>;

export const sourceOutcomeSchema = z.object({
  runId: runIdSchema,
  kind: outcomeKindSchema,
  batchId: batchIdSchema.nullable(),
  message: z.string(),
  createdAt: z.date(),
});
export type SourceOutcome = z.output<typeof sourceOutcomeSchema>;
