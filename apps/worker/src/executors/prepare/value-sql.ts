import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { quoteName } from '../../data/sql-text';

/** A cell to calculate with: decimal numbers by the entry rules (no NaN, no infinity), everything else as stored. */
export function valueSql({ name, type, sqlType }: StoredColumn): string {
  return type === 'number' ? entrySql(name, sqlType) : quoteName(name);
}
