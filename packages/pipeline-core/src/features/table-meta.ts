import { z } from 'zod';
import { columnSchema } from '../schema/table-schema';
import { foldReceiptSchema } from '../split/fold-receipt';
import { splitReceiptSchema } from '../split/split-receipt';
import { featurePlanSchema } from './feature-plan';

/** A column of a stored table: its DuckDB type decides how expressions read it. */
export const storedColumnSchema = columnSchema.extend({ sqlType: z.string() });
export type StoredColumn = z.output<typeof storedColumnSchema>;

/** The artifact `<port>.meta` beside the Parquet file `<port>` (architecture.md 7, Table). */
export const tableMetaSchema = z.object({
  v: z.literal(1),
  rows: z.number().int().nonnegative(),
  columns: z.array(storedColumnSchema),
  split: z.object({ receipt: splitReceiptSchema, folds: foldReceiptSchema.optional() }).optional(),
  plan: featurePlanSchema,
  /** sha256 of the plan's nodes and expression version: same id, same features. */
  featureSetId: z.string(),
  /** Batches the rows came from, for lineage and the release manifest. */
  batches: z.array(z.string()).default([]),
});
export type TableMeta = z.output<typeof tableMetaSchema>;
