import { viewColumnSchema } from '@millrace/pipeline-core/features';
import { artifactHashSchema, pipelineIdSchema, projectIdSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { z } from 'zod';

export const featureViewSchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  name: z.string(),
  description: z.string(),
  keys: z.array(viewColumnSchema),
  features: z.array(viewColumnSchema),
  ttlSeconds: z.coerce.number().int().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  refreshedAt: z.date().nullable(),
  /** Its rows are being deleted: nobody serves, feeds or plans with it any more. */
  deletingAt: z.date().nullable(),
});
export type FeatureView = z.output<typeof featureViewSchema>;

export const featureViewVersionSchema = z.object({
  id: z.string(),
  viewId: z.string(),
  number: z.number().int(),
  runId: runIdSchema,
  pipelineId: pipelineIdSchema.nullable(),
  tableHash: artifactHashSchema,
  metaHash: artifactHashSchema,
  rows: z.coerce.number().int(),
  entities: z.coerce.number().int(),
  /** Why events of a source cannot update its rows; null: they do, or it is of before they could. */
  notOnline: z.string().nullable(),
  createdAt: z.date(),
});
export type FeatureViewVersion = z.output<typeof featureViewVersionSchema>;

export const featureViewPackSchema = z.object({
  id: z.string(),
  viewId: z.string(),
  toNumber: z.number().int(),
  tableHash: artifactHashSchema,
  metaHash: artifactHashSchema,
  rows: z.coerce.number().int(),
  given: z.coerce.number().int(),
  createdAt: z.date(),
});
/** The publications of a view up to one of them, as one table. */
export type FeatureViewPack = z.output<typeof featureViewPackSchema>;

/** Read by the hundred thousand when a process starts, and only ever written as JSON by feature: looked at no further. */
const storedValuesSchema = z.custom<Record<string, Json>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** What online stores hold of an entity; `values` by feature. */
export const onlineRowSchema = z.object({
  key: z.string(),
  eventTime: z.date(),
  /** Its two times in microseconds since 1970. */
  eventMicros: z.number(),
  knownMicros: z.number(),
  values: storedValuesSchema,
});
export type OnlineRow = z.output<typeof onlineRowSchema>;
