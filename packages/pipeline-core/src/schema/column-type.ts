import { z } from 'zod';

/** Types of a column (expression.md 1) and two that only storage knows: sparse vectors and bytes. */
export const columnTypes = [
  'boolean',
  'integer',
  'number',
  'text',
  'date',
  'timestamp',
  'list',
  'vector',
  'sparse',
  'bytes',
] as const;
export const columnTypeSchema = z.enum(columnTypes);
export type ColumnType = z.output<typeof columnTypeSchema>;

/** What a column is for. `feature` is the default; a target is never part of a model's signature. */
export const columnRoles = ['feature', 'target', 'id', 'time', 'group', 'weight', 'ignore'] as const;
export const columnRoleSchema = z.enum(columnRoles);
export type ColumnRole = z.output<typeof columnRoleSchema>;
