import type { StoredColumn } from '@millrace/pipeline-core/features';
import { parts, reservedColumns } from '@millrace/pipeline-core/schema';
import { type PartDrift, partDrift } from '@millrace/pipeline-core/split';
import { columnBlocks } from '../../data/column-blocks';
import type { DuckSession } from '../../data/duckdb';
import { readColumns, wantedColumn } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';

/** Rows that are compared, spread over the table; more would not tell more. */
const mostRows = 100_000;
/** A table with more columns is compared by its first. */
const mostColumns = 200;

const comparedTypes = new Set<string>(['boolean', 'integer', 'number', 'text']);

/** How far the parts lie from the train rows, column by column; those that cannot be told apart are left out. */
export async function measureDrift(
  session: DuckSession,
  table: { relation: string; columns: readonly StoredColumn[]; rows: number },
): Promise<PartDrift[]> {
  const columns = table.columns
    .filter(({ role, type }) => (role === 'feature' || role === 'target') && comparedTypes.has(type))
    .slice(0, mostColumns);
  if (columns.length === 0) return [];
  const keep = Math.min(1, mostRows / Math.max(1, table.rows));
  // A multiple of a large prime spreads neighbours, so that a table in order is not cut by its order.
  const chosen = keep === 1 ? '' : `WHERE (__row * 2654435761) % 1000003 < ${Math.ceil(keep * 1_000_003)}`;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const code = `CAST(list_position([${parts.map((part) => `'${part}'`).join(', ')}], ${quoteName(reservedColumns.part)}) - 1 AS DOUBLE)`;
  await session.run(
    `CREATE TEMP TABLE compared AS SELECT ${code} AS __code, ${names} FROM ${table.relation} ${chosen}`,
  );
  try {
    return await compare(session, columns);
  } finally {
    await session.run('DROP TABLE compared');
  }
}

async function compare(session: DuckSession, columns: readonly StoredColumn[]): Promise<PartDrift[]> {
  const codes = await readColumns(session, 'compared', [{ name: '__code', kind: 'number', sqlType: 'DOUBLE' }]);
  const [assigned] = codes.columns;
  if (assigned?.kind !== 'number') return [];
  const drift: PartDrift[] = [];
  for await (const block of columnBlocks(session, { relation: 'compared', rows: codes.rows, columns })) {
    for (const column of block.columns) {
      const read = await readColumns(session, block.relation, [wantedColumn(column)]);
      const [values] = read.columns;
      if (values === undefined) continue;
      const named =
        values.kind === 'number'
          ? { name: column.name, numbers: values.values }
          : { name: column.name, texts: values.values };
      drift.push(...partDrift(named, assigned.values));
    }
  }
  return drift;
}
