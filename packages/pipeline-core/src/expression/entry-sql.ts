import { quoteName } from './sql-builder';
import type { ExpressionType } from './types';

const wholeTypes = /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT))$/;
const timestampTypes = /^TIMESTAMP(?:_S|_MS|_NS)?$/;

/** The language's type for a DuckDB type text; undefined for types that need a cast in a step before. */
export function expressionTypeOfSqlType(sqlType: string): ExpressionType | undefined {
  const type = sqlType.trim().toUpperCase();
  if (type === 'BOOLEAN') return 'boolean';
  if (wholeTypes.test(type)) return 'integer';
  if (type === 'FLOAT' || type === 'DOUBLE' || /^DECIMAL\(\d+,\s*\d+\)$/.test(type)) return 'number';
  if (type === 'VARCHAR' || type === 'UUID' || /^ENUM\(.*\)$/s.test(type)) return 'text';
  if (type === 'DATE') return 'date';
  if (timestampTypes.test(type) || type === 'TIMESTAMP WITH TIME ZONE') return 'timestamp';
  if (type === 'VARCHAR[]') return 'list';
  if (/^(?:FLOAT|DOUBLE)\[\d*\]$/.test(type)) return 'vector';
  return undefined;
}

const cleaned = (value: string) => `replace(replace(CAST(${value} AS VARCHAR), chr(0), ''), chr(65279), '')`;

/**
 * The SQL that brings a source column in: no NaN, no infinity, no whole number beyond 2^53, no U+0000, no time finer
 * than a millisecond. Nothing above the entry layer sees the raw column.
 */
export function entrySql(name: string, sqlType: string): string {
  const c = quoteName(name);
  const type = sqlType.trim().toUpperCase();
  switch (expressionTypeOfSqlType(type)) {
    case 'boolean':
      return c;
    case 'integer':
      return `CASE WHEN ${c} BETWEEN -9007199254740991 AND 9007199254740991 THEN CAST(${c} AS DOUBLE) END`;
    case 'number':
      if (type.startsWith('DECIMAL')) return `CAST(CAST(${c} AS VARCHAR) AS DOUBLE)`;
      return `CASE WHEN isfinite(${c}) THEN CAST(${c} AS DOUBLE) END`;
    case 'text':
      return cleaned(c);
    case 'date':
      return `CASE WHEN isfinite(${c}) AND year(${c}) BETWEEN 1 AND 9999 THEN ${c} END`;
    case 'timestamp': {
      if (type === 'TIMESTAMP_NS') {
        // A cast cuts towards zero, which is the wrong way before 1970.
        const ns = `epoch_ns(${c})`;
        return `CASE WHEN isfinite(${c}) THEN epoch_ms((${ns} - ((${ns} % 1000000) + 1000000) % 1000000) // 1000000) END`;
      }
      const utc = type.endsWith('ZONE') ? `timezone('UTC', ${c})` : `CAST(${c} AS TIMESTAMP)`;
      return `CASE WHEN isfinite(${c}) AND year(${utc}) BETWEEN 1 AND 9999 THEN date_trunc('millisecond', ${utc}) END`;
    }
    case 'list':
      return `list_transform(list_filter(${c}, lambda x: x IS NOT NULL), lambda x: ${cleaned('x')})`;
    case 'vector': {
      const values = `CAST(${c} AS DOUBLE[])`;
      return `CASE WHEN len(list_filter(${values}, lambda x: x IS NULL OR NOT isfinite(x))) = 0 THEN ${values} END`;
    }
    case undefined:
      throw new Error(`A column of type ${sqlType} cannot be used in formulas; cast it in a step before.`);
  }
}
