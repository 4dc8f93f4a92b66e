import { z } from 'zod';
import { columnTypeSchema } from '../schema/column-type';

/** Values and how many rows each stands for, ascending by value (see quantile-sketch.ts). */
export const quantileSketchSchema = z
  .object({ means: z.array(z.number()), weights: z.array(z.number().nonnegative()) })
  .refine(({ means, weights }) => means.length === weights.length, 'expected one weight for each mean');
export type QuantileSketch = z.output<typeof quantileSketchSchema>;

/** The most frequent values (see top-values.ts). A value that is not listed occurs `floor` times at most. */
export const topSketchSchema = z.object({
  values: z.array(z.object({ value: z.string(), count: z.int().positive() })),
  floor: z.int().nonnegative(),
});
export type TopSketch = z.output<typeof topSketchSchema>;

/** What is kept of one column. Dates and timestamps are numbers here: milliseconds since 1970. */
export const columnSketchSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  present: z.int().nonnegative(),
  missing: z.int().nonnegative(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  /** Sum of the squared distances from the mean. */
  m2: z.number().nullable(),
  quantiles: quantileSketchSchema.nullable(),
  /** HyperLogLog registers, one letter each (see distinct-sketch.ts). */
  distinct: z.string(),
  /** Different values counted one by one: of one table of some size, never of merged ones. */
  counted: z.int().nonnegative().optional(),
  top: topSketchSchema.nullable(),
});
export type ColumnSketch = z.output<typeof columnSketchSchema>;

/** A mergeable summary of a table. `hasher` names the hash behind the distinct counts: only equal ones can be merged. */
export const tableSketchSchema = z.object({
  v: z.literal(1),
  rows: z.int().nonnegative(),
  hasher: z.string(),
  columns: z.array(columnSketchSchema),
});
export type TableSketch = z.output<typeof tableSketchSchema>;
