import { tableMetaSchema } from '@millrace/pipeline-core/features';
import {
  artifactHashSchema,
  batchIdSchema,
  datasetIdSchema,
  projectIdSchema,
  runIdSchema,
  sourceIdSchema,
} from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { replayRequestSchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';

export const datasetSchema = z.object({
  id: datasetIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type Dataset = z.output<typeof datasetSchema>;

/** A batch without its long JSON columns, for lists. */
export const batchSummarySchema = z.object({
  id: batchIdSchema,
  datasetId: datasetIdSchema,
  number: z.number().int(),
  fileName: z.string(),
  format: z.string(),
  bytes: z.coerce.number(),
  rows: z.number().int(),
  columns: z.number().int(),
  rejected: z.number().int(),
  /** `ready` is what "latest" may mean; in quarantine it waits for a person. */
  state: z.enum(['ready', 'quarantined', 'rejected']),
  /** Why it is in quarantine, or was. */
  stateReason: z.string().nullable(),
  /** Number of the earlier batch with the very same bytes. */
  sameAs: z.number().int().nullable(),
  /** Events of this time, landed again: its rows are in earlier batches too, whatever became of these. */
  replay: replayRequestSchema.nullable(),
  sourceId: sourceIdSchema.nullable(),
  runId: runIdSchema.nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type BatchSummary = z.output<typeof batchSummarySchema>;

/** One immutable landing: hashes of the raw bytes, the typed table and its metadata, and what landing found. */
export const batchSchema = batchSummarySchema.extend({
  rawHash: artifactHashSchema,
  tableHash: artifactHashSchema,
  metaHash: artifactHashSchema,
  meta: tableMetaSchema,
  profile: tableProfileSchema,
  rejects: jsonSchema,
  notes: jsonSchema,
});
export type Batch = z.output<typeof batchSchema>;

/** A row of the table `batch`; the number of columns is read from its metadata. */
export function toBatch(row: { meta: unknown } & Record<string, unknown>): Batch {
  const meta = tableMetaSchema.parse(row.meta);
  return batchSchema.parse({ ...row, meta, columns: meta.columns.length });
}

/** The same without the long columns. */
export function toBatchSummary(row: { meta: unknown } & Record<string, unknown>): BatchSummary {
  return batchSummarySchema.parse({ ...row, columns: tableMetaSchema.parse(row.meta).columns.length });
}
