import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { quoteName, sqlTypeOf } from '../../data/sql-text';

const wholeNumbers = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT|BIGNUM)$/;
const texts = /^(VARCHAR|UUID|TIME|TIME WITH TIME ZONE|JSON|ENUM\(.*\))$/s;
const numberLists = /^(FLOAT|DOUBLE|TINYINT|SMALLINT|INTEGER|BIGINT|DECIMAL\(\d+,\d+\))\[\d*\]$/;

/** Column type of a type of the engine, null where there is none. */
function typeOf(sqlType: string): ColumnType | null {
  if (sqlType === 'BOOLEAN') return 'boolean';
  if (wholeNumbers.test(sqlType)) return 'integer';
  if (sqlType === 'FLOAT' || sqlType === 'DOUBLE' || sqlType.startsWith('DECIMAL')) {
    return sqlType.endsWith(']') ? 'vector' : 'number';
  }
  if (sqlType === 'VARCHAR[]') return 'list';
  if (numberLists.test(sqlType)) return 'vector';
  if (texts.test(sqlType)) return 'text';
  if (sqlType === 'DATE') return 'date';
  if (/^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/.test(sqlType)) return 'timestamp';
  if (sqlType === 'BLOB') return 'bytes';
  return sqlType === 'STRUCT(i INTEGER[], v DOUBLE[])' ? 'sparse' : null;
}

/**
 * A column of a result as it is stored, and the cell that makes it so; null for a type there is no column for. A column
 * that an input has with the same name and type keeps its role.
 */
export function resultColumn(
  { name, sqlType }: { name: string; sqlType: string },
  inputs: readonly TableMeta[],
): { stored: StoredColumn; cell: string } | null {
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
  const cell = quoteName(name);
  if (stored.sqlType === sqlType) return { stored, cell };
  // A decimal goes through its text to the nearest double (expression.md 1).
  const text = sqlType.startsWith('DECIMAL') && type === 'number' ? `CAST(${cell} AS VARCHAR)` : cell;
  return { stored, cell: `CAST(${text} AS ${stored.sqlType}) AS ${cell}` };
}
