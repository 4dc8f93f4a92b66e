import { cardFieldSchema } from '@millrace/pipeline-core/card';
import { comparisonSchema } from '@millrace/pipeline-core/events';
import {
  artifactHashSchema,
  candidateIdSchema,
  modelIdSchema,
  pipelineIdSchema,
  projectIdSchema,
  releaseIdSchema,
  runIdSchema,
} from '@millrace/pipeline-core/ids';
import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import {
  bundleManifestSchema,
  expectationSchema,
  fitEnvironmentSchema,
  modelManifestSchema,
  taskSchema,
} from '@millrace/pipeline-core/release';
import { z } from 'zod';

/** A model manifest without its feature plan, which stays in the artifact. */
export const candidateManifestSchema = modelManifestSchema.omit({ plan: true });

export const evaluationRowSchema = z.object({
  id: z.string(),
  candidateId: candidateIdSchema,
  runId: runIdSchema,
  idx: z.number().int(),
  artifactHash: artifactHashSchema.nullable(),
  result: evaluationSchema,
  createdAt: z.date(),
});
export type EvaluationRow = z.output<typeof evaluationRowSchema>;

/** A trained model that may become a release. `evaluations` are newest first. */
export const candidateSchema = z.object({
  id: candidateIdSchema,
  projectId: projectIdSchema,
  pipelineId: pipelineIdSchema.nullable(),
  runId: runIdSchema,
  idx: z.number().int(),
  modelHash: artifactHashSchema,
  title: z.string(),
  stepType: z.string(),
  task: taskSchema,
  manifest: candidateManifestSchema,
  bytes: z.coerce.number(),
  /** Where and with what it was fitted; null for models of before, or made outside. */
  environment: fitEnvironmentSchema.nullable(),
  createdAt: z.date(),
  evaluations: z.array(evaluationRowSchema),
});
export type Candidate = z.output<typeof candidateSchema>;

export const comparisonRecordSchema = z.object({
  runId: runIdSchema,
  idx: z.number().int(),
  projectId: projectIdSchema,
  result: comparisonSchema,
  createdAt: z.date(),
});
export type ComparisonRecord = z.output<typeof comparisonRecordSchema>;

export const modelSchema = z.object({
  id: modelIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type Model = z.output<typeof modelSchema>;

/** One deployable bundle; shown as `v<number>` under the model's name. */
export const releaseSchema = z.object({
  id: releaseIdSchema,
  modelId: modelIdSchema,
  number: z.number().int(),
  bundleHash: artifactHashSchema,
  modelHash: artifactHashSchema,
  candidateId: candidateIdSchema.nullable(),
  runId: runIdSchema.nullable(),
  manifest: bundleManifestSchema,
  evaluation: evaluationSchema.nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type Release = z.output<typeof releaseSchema>;

/** A release with the name and project it is registered under. */
export type NamedRelease = Release & { modelName: string; projectId: Model['projectId'] };

/** A text of a card as somebody saved it; `number` counts the savings of a field. */
export const cardTextRowSchema = z.object({
  modelHash: artifactHashSchema,
  field: cardFieldSchema,
  number: z.number().int(),
  text: z.string(),
  actor: z.string(),
  createdAt: z.date(),
});
export type CardTextRow = z.output<typeof cardTextRowSchema>;

/** A run that somebody saved as a test of a model. */
export const modelTestSchema = z.object({
  id: z.string(),
  modelId: modelIdSchema,
  name: z.string(),
  row: jsonObjectSchema,
  expected: expectationSchema,
  /** The request it was saved from. */
  predictionId: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  changedBy: z.string().nullable(),
  changedAt: z.date().nullable(),
});
export type ModelTest = z.output<typeof modelTestSchema>;
