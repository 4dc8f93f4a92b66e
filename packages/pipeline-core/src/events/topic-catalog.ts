import { z } from 'zod';
import { publishedFeedSchema } from '../features/feature-feed';
import { featureViewNameSchema, viewShapeSchema } from '../features/feature-view';
import { artifactHashSchema, runIdSchema, sourceIdSchema } from '../ids';
import { jsonSchema } from '../json';
import { evaluationSchema, foldScoresSchema } from '../metrics/evaluation';
import { bundleManifestSchema } from '../release/bundle-manifest';
import { fitEnvironmentSchema } from '../release/fit-environment';
import { modelManifestSchema } from '../release/model-manifest';
import { runStatusSchema } from '../run/step-status';
import { replayRequestSchema } from '../sources/source-task';
import { splitProofSchema, splitReceiptSchema } from '../split/split-receipt';

/** A trained model: becomes a candidate of the run's pipeline. Plan and features stay in the artifact. */
export const candidateTrainedSchema = z.object({
  model: artifactHashSchema,
  manifest: modelManifestSchema.omit({ plan: true }),
  bytes: z.number().int(),
  /** Where it was fitted; absent where another step did that. */
  environment: fitEnvironmentSchema.optional(),
});
export type CandidateTrained = z.output<typeof candidateTrainedSchema>;

/** Which rows were held out, when the judged table comes from a split: looks at them are counted. */
const testSetSchema = splitProofSchema.shape.testSet.optional();

export const candidateEvaluatedSchema = z.object({
  model: artifactHashSchema,
  evaluation: evaluationSchema,
  testSet: testSetSchema,
});
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
  /** Which of the models connected to the step this is. */
  input: z.number().int().optional(),
  /** The metric in each fold, where folds decide. */
  folds: foldScoresSchema.optional(),
});
export const comparisonSchema = z.object({
  v: z.literal(1),
  metric: z.string(),
  /** Whose rows decide; `folds`: the mean over the rows that each fold held out. */
  part: z.enum(['train', 'validation', 'test', 'folds']),
  rows: z.number().int(),
  /** The rows carry no parts: all of them decide, also those that the models learned from. */
  unsplit: z.literal(true).optional(),
  ranking: z.array(comparisonRowSchema),
});
export type Comparison = z.output<typeof comparisonSchema>;

export const candidatesComparedSchema = z.object({ comparison: comparisonSchema, testSet: testSetSchema });

/** Rows were divided: the receipt is signed and kept. */
export const splitMadeSchema = z.object({ receipt: splitReceiptSchema });
export type SplitMade = z.output<typeof splitMadeSchema>;

/** A trial of a search has ended: what came of it is among its artifacts. */
export const trialFinishedSchema = z.object({
  environment: fitEnvironmentSchema.optional(),
  /** What its fit alone took; absent where nothing was fitted to its end. */
  seconds: z.number().nonnegative().optional(),
});

/** A search has ended: trials that were there already are listed with the others. */
export const searchDecidedSchema = z.object({ trials: z.int().nonnegative() });

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
  strategy: z.enum(['direct', 'sandbox', 'canary']),
});
export type DeployRequested = z.output<typeof deployRequestedSchema>;

export const scoringCompletedSchema = z.object({
  predictions: artifactHashSchema,
  rows: z.number().int(),
  model: z.string(),
  /** Of a batch that an endpoint was asked for: which it is, and who answered. */
  batch: z.string().optional(),
  endpoint: z.string().optional(),
  release: z.string().optional(),
});

/** How far a source was read: `from` must still be where it stands, else another run has landed these rows. */
const cursorStepSchema = z.object({ from: jsonSchema, to: jsonSchema });

/** A landing with all its parts in the store: becomes a batch, unless its bytes are there already. */
export const batchLandedSchema = z.object({
  source: sourceIdSchema,
  fileName: z.string(),
  format: z.string(),
  raw: artifactHashSchema,
  table: artifactHashSchema,
  meta: artifactHashSchema,
  /** Profile, rejected lines and notes: an artifact, for they may be long. */
  report: artifactHashSchema,
  cursor: cursorStepSchema,
  /** There was more to read: another run goes on. */
  more: z.boolean().optional(),
  /** Events of this time, again: the cursor stays. */
  replay: replayRequestSchema.optional(),
});
export type BatchLanded = z.output<typeof batchLandedSchema>;

/** A source was read and had nothing new. */
export const nothingLandedSchema = z.object({
  source: sourceIdSchema,
  reason: z.string(),
  cursor: cursorStepSchema,
  /** There is something, and none of it could be read: a person has to look. */
  unreadable: z.boolean().optional(),
});
export type NothingLanded = z.output<typeof nothingLandedSchema>;

/** A table of features was made: it becomes the newest version of a view, and its newest rows go online. */
export const featuresPublishedSchema = viewShapeSchema.extend({
  name: featureViewNameSchema,
  description: z.string(),
  table: artifactHashSchema,
  /** The newest row of each entity, as lines of JSON. */
  online: artifactHashSchema,
  rows: z.number().int(),
  entities: z.number().int(),
  /** What lies behind its rows, so that events can take the same way; absent in publications of before. */
  feed: publishedFeedSchema.optional(),
});
export type FeaturesPublished = z.output<typeof featuresPublishedSchema>;

export const runFinishedSchema = z.object({ run: runIdSchema, status: runStatusSchema });

/** Topics a step may put into the outbox with its commit, and those the platform adds; payloads are parsed on both sides. */
export const topicCatalog = {
  'split-made': splitMadeSchema,
  'candidate-trained': candidateTrainedSchema,
  'candidate-evaluated': candidateEvaluatedSchema,
  'candidates-compared': candidatesComparedSchema,
  'trial-finished': trialFinishedSchema,
  'search-decided': searchDecidedSchema,
  'register-model': registerModelSchema,
  'deploy-requested': deployRequestedSchema,
  'scoring-completed': scoringCompletedSchema,
  'batch-landed': batchLandedSchema,
  'nothing-landed': nothingLandedSchema,
  'features-published': featuresPublishedSchema,
  'run-finished': runFinishedSchema,
} as const;
export type Topic = keyof typeof topicCatalog;
export type TopicPayload<T extends Topic> = z.output<(typeof topicCatalog)[T]>;
