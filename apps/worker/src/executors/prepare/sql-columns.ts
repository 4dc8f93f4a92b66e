import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { quoteName, sqlTypeOf } from '../../data/sql-text';

const wholeNumbers = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT|BIGNUM)$/;
const numbers = /^(FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/;
const texts = /^(VARCHAR|UUID|TIME|TIME WITH TIME ZONE|JSON|ENUM\(.*\))$/s;
const numberLists = /^(FLOAT|DOUBLE|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\(\d+,\d+\))\[\d*\]$/;
const times = /^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/;

/** Column type of a type of the engine, null where there is none. */
function typeOf(sqlType: string): ColumnType | null {
  if (sqlType === 'BOOLEAN') return 'boolean';
  if (wholeNumbers.test(sqlType)) return 'integer';
  if (numbers.test(sqlType)) return 'number';
  if (sqlType === 'VARCHAR[]') return 'list';
  if (numberLists.test(sqlType)) return 'vector';
  if (texts.test(sqlType)) return 'text';
  if (sqlType === 'DATE') return 'date';
  if (times.test(sqlType)) return 'timestamp';
  if (sqlType === 'BLOB') return 'bytes';
  return sqlType === 'STRUCT(i INTEGER[], v DOUBLE[])' ? 'sparse' : null;
}

/** A column of a result as it is stored: `cell` makes it, and `tame` says that values of the engine may be lost there. */
export type ResultColumn = { stored: StoredColumn; cell: string; tame: boolean };

/**
 * A column of a result as it is stored; null for a type there is no column for. A column that an input has with the
 * same name and type keeps its role.
 */
export function resultColumn(
  { name, sqlType }: { name: string; sqlType: string },
  inputs: readonly TableMeta[],
): ResultColumn | null {
  const type = typeOf(sqlType);
  if (type === null) return null;
  const same = inputs.flatMap(({ columns }) => columns).find((column) => column.name === name && column.type === type);
  const column = {
    name,
    type,
    role: same?.role ?? ('feature' as const),
    ...(sqlType === 'FLOAT' ? { float32: true } : {}),
  };
  const stored: StoredColumn = { ...column, sqlType: sqlTypeOf(column) };
  const cell = cellOf(quoteName(name), sqlType, stored);
  return { stored, cell, tame: cell !== quoteName(name) };
}

/** A model has one target: the first stays, the others are ignored. */
export function withOneTarget(columns: readonly ResultColumn[]): ResultColumn[] {
  const first = columns.findIndex(({ stored }) => stored.role === 'target');
  return columns.map((column, at) =>
    column.stored.role === 'target' && at !== first
      ? { ...column, stored: { ...column.stored, role: 'ignore' } }
      : column,
  );
}

/** Total, like every expression (expression.md 1): a value that the stored type does not have becomes missing. */
function cellOf(cell: string, sqlType: string, { type, sqlType: target }: StoredColumn): string {
  if (type === 'date' || type === 'timestamp')
    return `CASE WHEN year(${cell}) BETWEEN 1 AND 9999 THEN CAST(${cell} AS ${target}) END`;
  if (sqlType === 'FLOAT' || sqlType === 'DOUBLE') return `CASE WHEN isfinite(${cell}) THEN ${cell} END`;
  if (sqlType === target) return cell;
  // A decimal goes through its text to the nearest double; a BIGNUM too large for the type stops even TRY_CAST.
  const isByText = (sqlType.startsWith('DECIMAL') && type === 'number') || sqlType === 'BIGNUM';
  return `TRY_CAST(${isByText ? `CAST(${cell} AS VARCHAR)` : cell} AS ${target})`;
}
