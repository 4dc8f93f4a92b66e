import type { FieldSpec } from './derive-form';

/** A small object of a list parameter, as the form holds it. */
export type RowValue = Readonly<Record<string, unknown>>;

/** The rows of a list parameter; what is no object counts as an empty row. */
export function rowsOf(value: unknown): RowValue[] {
  if (!Array.isArray(value)) return [];
  return value.map(
    (row): RowValue => (typeof row === 'object' && row !== null ? Object.fromEntries(Object.entries(row)) : {}),
  );
}

/** A new row with every default written out, so that what is shown is what is saved. */
export function newRow(fields: readonly FieldSpec[]): RowValue {
  return Object.fromEntries(fields.map((field) => [field.name, field.default]));
}

/** The rows with one moved by some places; unchanged at the ends. */
export function moveRow(rows: readonly RowValue[], from: number, by: number): RowValue[] {
  const to = from + by;
  const moved = rows[from];
  if (moved === undefined || to < 0 || to >= rows.length) return [...rows];
  const rest = rows.filter((_, at) => at !== from);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}
