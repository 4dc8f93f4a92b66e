import { z } from 'zod';
import { featureViewNameSchema, viewShapeSchema } from '../features/feature-view';
import { artifactHashSchema, runIdSchema } from '../ids';
import { evaluationSchema } from '../metrics/evaluation';
import { bundleManifestSchema } from '../release/bundle-manifest';
import { modelManifestSchema } from '../release/model-manifest';
import { runStatusSchema } from '../run/step-status';

/** A trained model: becomes a candidate of the run's pipeline. Plan and features stay in the artifact. */
export const candidateTrainedSchema = z.object({
  model: artifactHashSchema,
  manifest: modelManifestSchema.omit({ plan: true }),
  bytes: z.number().int(),
});
export type CandidateTrained = z.output<typeof candidateTrainedSchema>;

export const candidateEvaluatedSchema = z.object({ model: artifactHashSchema, evaluation: evaluationSchema });
export type CandidateEvaluated = z.output<typeof candidateEvaluatedSchema>;

/** One row of a comparison: `tied` when its paired interval against the best spans zero. */
export const comparisonRowSchema = z.object({
  model: artifactHashSchema,
  title: z.string(),
  metric: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Paired bootstrap of best minus this, on the same rows. */
  behind: z.object({ difference: z.number(), interval: z.tuple([z.number(), z.number()]) }).nullable(),
  tied: z.boolean(),
  best: z.boolean(),
});
export const comparisonSchema = z.object({
  v: z.literal(1),
  metric: z.string(),
  part: z.enum(['train', 'validation', 'test']),
  rows: z.number().int(),
  ranking: z.array(comparisonRowSchema),
});
export type Comparison = z.output<typeof comparisonSchema>;

export const candidatesComparedSchema = z.object({ comparison: comparisonSchema });

/** Asks for a release of `bundle` under a registered name. */
export const registerModelSchema = z.object({
  name: z.string(),
  bundle: artifactHashSchema,
  model: artifactHashSchema,
  manifest: bundleManifestSchema,
  evaluation: evaluationSchema.nullable(),
});
export type RegisterModel = z.output<typeof registerModelSchema>;

export const deployRequestedSchema = z.object({
  bundle: artifactHashSchema,
  endpoint: z.string(),
  strategy: z.enum(['direct', 'sandbox']),
});
export type DeployRequested = z.output<typeof deployRequestedSchema>;

export const scoringCompletedSchema = z.object({
  predictions: artifactHashSchema,
  rows: z.number().int(),
  model: z.string(),
});

/** A table of features was made: it becomes the newest version of a view, and its newest rows go online. */
export const featuresPublishedSchema = viewShapeSchema.extend({
  name: featureViewNameSchema,
  description: z.string(),
  table: artifactHashSchema,
  /** The newest row of each entity, as lines of JSON. */
  online: artifactHashSchema,
  rows: z.number().int(),
  entities: z.number().int(),
});
export type FeaturesPublished = z.output<typeof featuresPublishedSchema>;

export const runFinishedSchema = z.object({ run: runIdSchema, status: runStatusSchema });

/** Topics a step may put into the outbox with its commit, and those the platform adds; payloads are parsed on both sides. */
export const topicCatalog = {
  'candidate-trained': candidateTrainedSchema,
  'candidate-evaluated': candidateEvaluatedSchema,
  'candidates-compared': candidatesComparedSchema,
  'register-model': registerModelSchema,
  'deploy-requested': deployRequestedSchema,
  'scoring-completed': scoringCompletedSchema,
  'features-published': featuresPublishedSchema,
  'run-finished': runFinishedSchema,
} as const;
export type Topic = keyof typeof topicCatalog;
export type TopicPayload<T extends Topic> = z.output<(typeof topicCatalog)[T]>;
