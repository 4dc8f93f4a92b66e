import { rm } from 'node:fs/promises';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { DuckSession } from './duckdb';
import { readGroupSizes } from './parquet/row-groups';
import { spliceColumns } from './parquet/splice-columns';
import { groupRowsOf, tableFormatOf, writeParquet } from './parquet-file';
import { quoteNames } from './sql-text';
import { missingShare, type WrittenTable } from './table-store';

/** The file of a table whose rows, all of them and in their order, are those of the next one. */
export type BaseTable = { path: string; rows: number };

/** Who is told what is being done, and why not. */
export type BesideListener = {
  part(part: 'make' | 'splice'): void;
  log(level: 'debug', text: string): void;
};

/** Up to this many rows writing everything anew is as quick. */
const smallRows = 50_000;

/**
 * Writes a table of the same rows as the one before: only the columns of the query that are not `untouched` are computed
 * and packed; the others, and `carry`, are taken over as they lie in the file before (docs/adr/0018). Null, and nothing
 * written, where that does not pay, the rows of the two files are not grouped alike, or the query does not tell its rows in
 * their order: then the whole query is written.
 */
export async function writeBeside(
  session: DuckSession,
  o: {
    base: BaseTable;
    query: string;
    path: string;
    columns: readonly StoredColumn[];
    carry: readonly string[];
    untouched: readonly string[];
    listener?: BesideListener;
  },
): Promise<WrittenTable | null> {
  const { base, path, columns, carry, listener } = o;
  const untouched = new Set(o.untouched);
  const made = columns.flatMap(({ name }) => (untouched.has(name) ? [] : [name]));
  const isCounted = columns.every(({ name, missing }) => !untouched.has(name) || missing !== undefined);
  if (base.rows <= smallRows || !isCounted || made.length === columns.length) return null;
  const format = await formatBeside(base, columns.length);
  if (format === null) return null;
  const file = `${path}.made`;
  try {
    listener?.part('make');
    const query = `SELECT ${quoteNames(made)} FROM (${o.query})`;
    if (made.length > 0 && (await mayMoveRows(session, query))) return null;
    const names = [...carry, ...columns.map(({ name }) => name)];
    const written =
      made.length === 0 ? null : await writeParquet(session, { query, path: file, columns: made, format });
    const isMade = new Set(made);
    listener?.part('splice');
    const isSpliced = await spliceColumns({
      base: base.path,
      made: written === null ? null : file,
      path,
      columns: names.map((name) => ({ name, source: name, from: isMade.has(name) ? 'made' : 'base' })),
    });
    if (!isSpliced) {
      listener?.log('debug', 'The rows of the two files are not grouped alike: all columns are written anew.');
      return null;
    }
    const measured = columns.map((column) =>
      untouched.has(column.name)
        ? column
        : { ...column, missing: missingShare(base.rows, written?.missing.get(column.name) ?? 0) },
    );
    return { path, rows: base.rows, columns: measured };
  } finally {
    await rm(file, { force: true });
  }
}

/** Rows that the engine hands on together; groups of whole ones were asked for. */
const blockRows = 2048;

/** How the columns beside a table are written: in groups as it has them. Null where those are too large for so many columns. */
async function formatBeside(base: BaseTable, columns: number): Promise<string | null> {
  const [first, ...others] = await readGroupSizes(base.path).catch(() => []); // who takes columns over says what is wrong
  if (first === undefined || others.length === 0) return tableFormatOf(columns);
  const most = groupRowsOf(columns);
  if (first > most && most < groupRowsOf(1)) return null;
  // Those of a table that was filtered are cut by what was left of each block, and those beside it are as well.
  return first % blockRows === 0 ? tableFormatOf(columns, { groupRows: first }) : tableFormatOf(columns);
}

/** Operators that hand rows on as threads end, or in an order of their own. A column of such a name does no harm. */
const movingOperators = /JOIN|CROSS_PRODUCT|WINDOW|AGGREGATE|GROUP_BY/;

/** Whether the engine makes something of a query that moves rows, such as a join of one that names none. */
async function mayMoveRows(session: DuckSession, query: string): Promise<boolean> {
  return movingOperators.test(JSON.stringify(await session.query(`EXPLAIN ${query}`)));
}
