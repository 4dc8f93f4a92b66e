import { z } from 'zod';
import { errorReportSchema } from '../errors/pipeline-error';
import {
  artifactHashSchema,
  batchIdSchema,
  candidateIdSchema,
  datasetIdSchema,
  endpointIdSchema,
  pipelineIdSchema,
  releaseIdSchema,
  runIdSchema,
} from '../ids';
import { taskSchema } from '../release/signature';
import { runStatusSchema, stepStatusSchema } from '../run/step-status';
import { columnSchema } from '../schema/table-schema';
import { foldReceiptSchema } from '../split/fold-receipt';
import { splitReceiptSchema } from '../split/split-receipt';

// Answers of /api/v1. The web server makes them, the command line and other programs read them; the OpenAPI
// document is generated from these same schemas.

export const noteShape = z.object({ code: z.string(), message: z.string() });

export const datasetShape = z.object({
  id: datasetIdSchema,
  name: z.string(),
  batch: z.object({
    id: batchIdSchema,
    number: z.number().int(),
    rows: z.number().int(),
    rejected: z.number().int(),
    table: artifactHashSchema,
    columns: z.array(columnSchema),
    notes: z.array(noteShape),
  }),
});
export type DatasetShape = z.output<typeof datasetShape>;

export const excludedShape = z.object({ column: z.string(), reason: z.string() });

export const starterShape = z.object({
  pipeline: pipelineIdSchema,
  name: z.string(),
  task: taskSchema,
  excluded: z.array(excludedShape),
  notes: z.array(z.string()),
});
export type StarterShape = z.output<typeof starterShape>;

export const stepRunShape = z.object({
  idx: z.number().int(),
  step: z.string(),
  /** Of a step in a fold region: for which fold, from 0; absent for the one on all train rows. */
  fold: z.number().int().optional(),
  title: z.string(),
  type: z.string(),
  status: stepStatusSchema,
  seconds: z.number().nullable(),
  error: errorReportSchema.nullable(),
  outputs: z.record(z.string(), artifactHashSchema),
});

export const runShape = z.object({
  id: runIdSchema,
  number: z.number().int(),
  status: runStatusSchema,
  steps: z.array(stepRunShape),
});
export type RunShape = z.output<typeof runShape>;

export const metricsByPartShape = z.record(z.string(), z.record(z.string(), z.number().nullable()));

export const candidateShape = z.object({
  id: candidateIdSchema,
  name: z.string(),
  type: z.string(),
  model: artifactHashSchema,
  task: taskSchema,
  seconds: z.number(),
  metrics: metricsByPartShape,
  best: z.boolean(),
  /** What the comparison of the run ranked it by; null when it was not compared. */
  decidedBy: z.object({ metric: z.string(), part: z.string(), value: z.number().nullable() }).nullable(),
});
export type CandidateShape = z.output<typeof candidateShape>;

export const releaseShape = z.object({
  id: releaseIdSchema,
  model: z.string(),
  number: z.number().int(),
  modelHash: artifactHashSchema,
});

export const endpointShape = z.object({
  id: endpointIdSchema,
  name: z.string(),
  slug: z.string(),
  url: z.string(),
  page: z.string(),
  revision: z.number().int(),
  release: releaseShape.nullable(),
});
/** A release and its bundle, for who takes it elsewhere. */
export const exportShape = releaseShape.omit({ modelHash: true }).extend({
  /** sha256 of the bundle, hexadecimal. */
  bundle: artifactHashSchema,
  bytes: z.number().int().positive(),
});
export type ExportShape = z.output<typeof exportShape>;

export type EndpointShape = z.output<typeof endpointShape>;

/** Rows of a stored table; cells are JSON values in column order. */
export const windowShape = z.object({
  total: z.number().int(),
  offset: z.number().int(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** `__row` of each row shown; the same row keeps it through filters and splits. */
  rowNumbers: z.array(z.number().int()),
  /** Part of each row, when the table is split. */
  parts: z.array(z.string()).optional(),
  rows: z.array(z.array(z.json())),
});
export type WindowShape = z.output<typeof windowShape>;

/** A split with its receipt, signed by the installation. */
export const splitShape = z.object({
  id: z.uuid(),
  title: z.string(),
  /** The table with the marks. */
  table: artifactHashSchema,
  run: runIdSchema,
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  /** HMAC-SHA256; null where the installation has no key. */
  signature: z.string().nullable(),
  receipt: splitReceiptSchema,
});
export type SplitShape = z.output<typeof splitShape>;

/** A table whose folds divide the train rows of a split. */
export const foldsShape = z.object({ table: artifactHashSchema, run: runIdSchema, receipt: foldReceiptSchema });

export const checkShape = z.object({
  valid: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })),
});

/** The ledger of a test part. */
export const lookShape = z.object({
  total: z.number().int(),
  luck: z
    .object({
      models: z.number().int(),
      best: z.string(),
      metric: z.string(),
      lead: z.number(),
      over: z.enum(['baseline', 'middle']),
      /** What the best of so many models without merit leads by on average. */
      expected: z.number(),
      /** A smaller lead may be luck. */
      line: z.number(),
      mayBeLuck: z.boolean(),
    })
    .nullable(),
  items: z.array(
    z.object({
      kind: z.enum(['evaluation', 'comparison', 'api', 'table']),
      actor: z.string(),
      at: z.iso.datetime(),
      rows: z.number().int().nullable(),
      run: runIdSchema.nullable(),
      model: artifactHashSchema.nullable(),
      metric: z.string().nullable(),
      value: z.number().nullable(),
    }),
  ),
});

/** problem+json body of a refused request. */
export const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  next: z.string(),
});
