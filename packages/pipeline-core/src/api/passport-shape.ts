import { z } from 'zod';
import {
  artifactHashSchema,
  batchIdSchema,
  candidateIdSchema,
  datasetIdSchema,
  endpointIdSchema,
  modelIdSchema,
  pipelineIdSchema,
  predictionIdSchema,
  releaseIdSchema,
  runIdSchema,
  stepIdSchema,
} from '../ids';
import { jsonObjectSchema, jsonSchema } from '../json';
import { deploymentKindSchema, deployStrategySchema } from '../release/deployment-plan';
import { gateCheckSchema } from '../release/gate';
import { predictionSchema } from '../release/prediction';
import { rolloutMoveKindSchema, rolloutStatusSchema } from '../release/rollout/rollout-plan';
import { taskSchema } from '../release/signature';
import { splitReceiptSchema } from '../split/split-receipt';

const time = z.string();
/** Somebody by name, as people read it. */
const person = z.string();

/** The links of the chain from the raw batch to the answer. */
const passportPartSchema = z.enum(['batches', 'split', 'training', 'features', 'release', 'deployment', 'route']);
export type PassportPart = z.output<typeof passportPartSchema>;

const batchShape = z.object({
  id: batchIdSchema,
  dataset: z.object({ id: datasetIdSchema, name: z.string() }),
  number: z.number().int(),
  rows: z.number().int(),
  landed: time,
  file: z.string(),
  /** SHA-256 of the bytes as they came, and of the table made of them. */
  raw: artifactHashSchema,
  table: artifactHashSchema,
  /** Its dataset was deleted: what was landed is still known, its page is gone. */
  deleted: z.boolean(),
});

const splitShape = z.object({
  /** Null: the model knows its receipt, and the record of the split itself is not kept. */
  record: z
    .object({ id: z.string(), run: runIdSchema, step: z.number().int(), title: z.string(), by: person })
    .nullable(),
  signed: z.boolean(),
  receipt: splitReceiptSchema,
});

const evaluationShape = z.object({
  part: z.enum(['train', 'validation', 'test']),
  task: taskSchema,
  rows: z.number().int(),
  metrics: z.record(z.string(), z.number().nullable()),
  at: time,
  run: z.object({ id: runIdSchema, number: z.number().int() }).nullable(),
  /** The release was registered with this one. */
  registered: z.boolean(),
});

const trainingShape = z.object({
  candidate: z.object({ id: candidateIdSchema, title: z.string(), stepType: z.string(), model: artifactHashSchema }),
  settings: jsonObjectSchema,
  seed: z.number().int(),
  rows: z.number().int(),
  seconds: z.number(),
  at: time,
  /** Null: the run was deleted. */
  run: z
    .object({
      id: runIdSchema,
      number: z.number().int(),
      by: person,
      step: z.object({ idx: z.number().int(), id: stepIdSchema, title: z.string() }).nullable(),
      pipeline: z
        .object({ id: pipelineIdSchema, name: z.string(), version: z.number().int().nullable(), deleted: z.boolean() })
        .nullable(),
    })
    .nullable(),
});

const featuresShape = z.object({
  /** Hash of the definitions and the fitted state. */
  set: z.string(),
  count: z.number().int(),
  /**
   * What the model read: the plan of the feature set, applied to the request anew. Null where the plan is not kept any more,
   * or is too large to be kept beside the run.
   */
  values: z.array(z.object({ name: z.string(), type: z.string(), value: jsonSchema })).nullable(),
  /** The fields of the request, each with where it came from. */
  request: z.array(z.object({ name: z.string(), type: z.string(), value: jsonSchema, view: z.string().nullable() })),
});

const releaseShape = z.object({
  id: releaseIdSchema,
  model: z.object({ id: modelIdSchema, name: z.string() }),
  number: z.number().int(),
  bundle: artifactHashSchema,
  modelHash: artifactHashSchema,
  by: person,
  at: time,
});

const sentShape = z.object({
  id: z.string(),
  kind: deploymentKindSchema,
  strategy: deployStrategySchema,
  by: person,
  at: time,
  reason: z.string().nullable(),
});

/** The last deployment of the release to the endpoint before it answered. */
const deploymentShape = sentShape.extend({
  /** Somebody let it go on although a check failed; `reason` says why. */
  override: z.boolean(),
  checks: z.array(gateCheckSchema.pick({ title: true, status: true, reason: true })),
  /** How it had come to the endpoint before, newest first. */
  earlier: z.array(sentShape),
});

const routeShape = z.object({
  endpoint: z.object({ id: endpointIdSchema, name: z.string(), sandbox: z.boolean(), deleted: z.boolean() }),
  revision: z.number().int(),
  /** Null: this revision is not kept. */
  made: z.object({ by: person, at: time, kind: deploymentKindSchema, reason: z.string().nullable() }).nullable(),
  /** Share of the traffic that this revision sends to the release, 0 to 1; null where it sends it none. */
  share: z.number().nullable(),
  /** The rollout that made this revision. */
  rollout: z
    .object({
      id: z.string(),
      /** What made this revision: the start of the rollout, a next step, its end. */
      move: rolloutMoveKindSchema,
      /** Share of the traffic of the challenger from this revision on. */
      percent: z.number(),
      status: rolloutStatusSchema,
      champion: z.string(),
      challenger: z.string(),
      /** Null: its own rules moved it. */
      by: person.nullable(),
      at: time,
    })
    .nullable(),
});

/** Everything that led to one stored score, from the raw batch to the answer. */
export const passportShape = z.object({
  v: z.literal(1),
  prediction: z.object({
    id: predictionIdSchema,
    at: time,
    status: predictionSchema.shape.status,
    protocol: predictionSchema.shape.protocol,
    caller: person,
    /** Null: no release was asked, or none answered. It may be gone, then the passport has no `release`. */
    release: releaseIdSchema.nullable(),
    /** 0: the routed release answered; 1: the first behind it. */
    rank: z.number().int(),
    reason: z.string().nullable(),
    asked: z.string().nullable(),
    entity: z.string().nullable(),
    input: jsonObjectSchema,
    output: jsonObjectSchema.nullable(),
    micros: predictionSchema.shape.micros,
    shadowOf: predictionIdSchema.nullable(),
  }),
  route: routeShape.nullable(),
  deployment: deploymentShape.nullable(),
  release: releaseShape.nullable(),
  evaluations: z.array(evaluationShape),
  features: featuresShape.nullable(),
  training: trainingShape.nullable(),
  split: splitShape.nullable(),
  batches: z.array(batchShape),
  /** What cannot be shown, and why: a deleted dataset, a model that no run trained. */
  gone: z.array(z.object({ part: passportPartSchema, why: z.string() })),
});
export type Passport = z.output<typeof passportShape>;
