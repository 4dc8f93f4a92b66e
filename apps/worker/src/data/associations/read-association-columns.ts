import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { AssociationColumn } from '@millrace/pipeline-core/profile';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { valueSql } from '../profile/column-sql';
import { readNumbers, readTexts } from '../read-columns';
import { quoteName } from '../sql-text';

/** Categories of a text; the rarer ones count as one. */
const mostCategories = 60;

/** So many rows of a table, spread over it, the same ones every time; all where it has no more. */
export function spreadSample(table: PlainTable, rows: number): { relation: string; sampled: boolean } {
  if (table.rows <= rows) return { relation: table.relation, sampled: false };
  const every = Math.ceil(table.rows / rows);
  const chosen = `((${quoteName('__row')} * 2654435761) % 4294967296) % ${every} = 0`;
  return { relation: `(SELECT * FROM ${table.relation} WHERE ${chosen})`, sampled: true };
}

/** A column as numbers (times as milliseconds) or as categories; null for one that is neither, or has one value. */
export async function readAssociationColumn(
  session: DuckSession,
  relation: string,
  column: StoredColumn,
): Promise<AssociationColumn | null> {
  switch (column.type) {
    case 'integer':
    case 'number':
      return {
        name: column.name,
        kind: 'number',
        values: await readNumbers(session, relation, column.name, column.sqlType),
      };
    case 'date':
    case 'timestamp':
      return { name: column.name, kind: 'number', values: await readTimes(session, relation, column) };
    case 'text':
    case 'boolean':
      return categoryColumn(column.name, await readTexts(session, relation, column));
    case 'list':
    case 'vector':
    case 'sparse':
    case 'bytes':
      return null;
  }
}

async function readTimes(session: DuckSession, relation: string, column: StoredColumn): Promise<Float64Array> {
  return readNumbers(session, `(SELECT ${valueSql(column)} AS t FROM ${relation})`, 't');
}

function categoryColumn(name: string, texts: readonly (string | null)[]): AssociationColumn | null {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  const present = texts.filter((text) => text !== null).length;
  // A text that nearly never repeats would go together with everything.
  if (counts.size < 2 || counts.size > present * 0.5) return null;
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostCategories);
  const codes = new Map(kept.map(([text], code) => [text, code]));
  const others = counts.size > kept.length ? 1 : 0;
  return {
    name,
    kind: 'category',
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : (codes.get(text) ?? kept.length))),
    categories: kept.length + others,
  };
}
