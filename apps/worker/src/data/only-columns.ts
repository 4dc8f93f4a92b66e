import type { PlainTable } from './plain-table';
import { requireColumn } from './read-columns';

/** A table with the columns that somebody asked for by name, in its own order; all of them where nobody did. */
export function onlyColumns(
  table: PlainTable,
  { columns, place }: { columns: readonly string[] | undefined; place: string },
): PlainTable {
  if (columns === undefined) return table;
  const wanted = new Set(columns.map((name) => requireColumn(table.columns, name, place).name));
  return { ...table, columns: table.columns.filter(({ name }) => wanted.has(name)) };
}
