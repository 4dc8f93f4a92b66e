import { z } from 'zod';
import { columnRoleSchema, columnTypeSchema } from './column-type';

/** A column as known while drawing; `missing` (0..1) and `distinct` are known once it was profiled. */
export const columnSchema = z.object({
  name: z.string().min(1),
  type: columnTypeSchema,
  role: columnRoleSchema.default('feature'),
  /** True when values came as 32-bit floats: a request is rounded alike (expression.md 1). */
  float32: z.boolean().optional(),
  missing: z.number().min(0).max(1).optional(),
  distinct: z.number().int().nonnegative().optional(),
});
export type Column = z.output<typeof columnSchema>;

/** What may flow along a Table or Split edge. */
export const tableSchemaSchema = z.object({
  columns: z.array(columnSchema),
  rows: z.number().int().nonnegative().optional(),
  /** Rows carry `__part`: train, validation or test. */
  split: z.boolean().default(false),
  /** Train rows carry `__fold`: how many folds there are. */
  folds: z.number().int().optional(),
});
export type TableSchema = z.output<typeof tableSchemaSchema>;

/** Reserved columns: row number kept while a row is the same row, part and fold of a split. */
export const reservedColumns = { row: '__row', part: '__part', fold: '__fold' } as const;

/** Names that start with two underscores are the platform's own: nobody else gives one to a column. */
export function isPlatformName(name: string): boolean {
  return name.trim().startsWith('__');
}

export const parts = ['train', 'validation', 'test'] as const;
export const partSchema = z.enum(parts);
export type Part = z.output<typeof partSchema>;
