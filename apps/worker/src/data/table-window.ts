import type { Json } from '@millrace/pipeline-core/json';
import { partSchema, reservedColumns } from '@millrace/pipeline-core/schema';
import { z } from 'zod';
import type { DuckSession } from './duckdb';
import { writeParquet } from './parquet-file';
import type { PlainTable } from './plain-table';
import { requireColumn } from './read-columns';
import { columnFilterSchema, filterSql } from './row-filters';
import { numbersQuery, parquetRelation, quoteName, quoteText } from './sql-text';
import { shownCell, toJsonCell } from './window-cells';

/** Which rows and columns of a table to show, in the order of the file. Sorting is stable: rows that tie stay in row order. */
export const windowRequestSchema = z.object({
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().min(1).max(1000).default(200),
  part: partSchema.optional(),
  /** The one row with this `__row`. */
  row: z.number().int().nonnegative().optional(),
  sort: z.string().optional(),
  descending: z.boolean().default(false),
  columns: z.array(z.string()).optional(),
  /** Rows whose text in some column contains this, without regard to case. */
  search: z.string().max(200).optional(),
  filters: z.array(columnFilterSchema).max(50).default([]),
});
export type WindowRequest = z.output<typeof windowRequestSchema>;

export type TableWindow = {
  columns: { name: string; type: string }[];
  /** Row numbers of the rows shown. */
  rowNumbers: number[];
  /** Part of each row, when the table is split. */
  parts?: string[];
  rows: Json[][];
  offset: number;
  /** Rows of the table, or of those that match. */
  total: number;
};

type Row = Record<string, Json>;

/** A window of a table as JSON: whole numbers beyond 2^53 as text, dates and times as ISO text, missing as null. */
export async function readTableWindow(
  session: DuckSession,
  table: PlainTable,
  request: WindowRequest,
  /** File of `writeOrder` for the column that the window is sorted by. */
  order: string | null = null,
): Promise<TableWindow> {
  const names = request.columns ?? table.columns.map(({ name }) => name);
  const columns = names.map((name) => requireColumn(table.columns, name, 'Table window'));
  const where = conditions(table, request);
  const cells = columns.map((column, at) => `${shownCell(column)} AS c${at}`);
  const part = table.split ? [`${quoteName(reservedColumns.part)} AS part`] : [];
  const select = `SELECT ${['__row AS row', ...part, ...cells].join(', ')} FROM ${table.relation}`;
  const numbers = await sortedRows(session, { table, request, where, order });
  const found =
    numbers === null || numbers.length === 0
      ? null
      : inOrder(await session.query(`${select} WHERE __row IN (${numbersQuery(numbers)})`), numbers);
  const rows =
    found ??
    (await session.query(
      `${select} ${where} ${orderOf(table, request)} LIMIT ${request.limit} OFFSET ${request.offset}`,
    ));
  const total = where === '' ? table.rows : await countRows(session, `${table.relation} ${where}`);
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rowNumbers: rows.map(({ row }) => Number(row)),
    ...(table.split ? { parts: rows.map(({ part: name }) => String(name)) } : {}),
    rows: rows.map((row) => columns.map((column, at) => toJsonCell(row[`c${at}`] ?? null, column.type))),
    offset: request.offset,
    total,
  };
}

/** Name of the file that a task leaves in its folder. */
export const orderFile = 'order.parquet';

/**
 * Writes the row numbers of a table in the order of a column, for windows deep in it.
 * @returns false, and writes nothing, where windows of the table need none
 */
export async function writeOrder(
  session: DuckSession,
  o: { table: PlainTable; path: string; sort: string; descending: boolean },
): Promise<boolean> {
  const { table, path } = o;
  if (table.rows <= smallRows) return false;
  await writeParquet(session, { query: `SELECT __row FROM ${table.relation} ${orderOf(table, o)}`, path, columns: [] });
  return true;
}

/** Up to this many rows a table is sorted as quickly with all of its cells. */
const smallRows = 100_000;

/**
 * Numbers of the rows of a sorted window, in their order: found by the column they are sorted by alone, so that the cells
 * of all the others need not be read. Null where the window is not sorted or its table small.
 */
async function sortedRows(
  session: DuckSession,
  { table, request, where, order }: { table: PlainTable; request: WindowRequest; where: string; order: string | null },
): Promise<string[] | null> {
  if (request.sort === undefined || table.rows <= smallRows) return null;
  const rowsOf = (relation: string) =>
    session.query(`SELECT __row AS row FROM ${relation} LIMIT ${request.limit} OFFSET ${request.offset}`);
  const sorted = `${table.relation} ${where} ${orderOf(table, request)}`;
  // A kept order may be taken away between being found and being read: then the table is sorted as without one.
  const rows =
    order === null || where !== ''
      ? await rowsOf(sorted)
      : await rowsOf(parquetRelation(order)).catch(() => rowsOf(sorted));
  return rows.map(({ row }) => String(row));
}

/** Rows in the order of their numbers; null when a number is not that of one row. */
function inOrder(rows: Row[], numbers: readonly string[]): Row[] | null {
  const byNumber = new Map(rows.map((row) => [String(row.row), row]));
  const ordered = numbers.flatMap((number) => {
    const row = byNumber.get(number);
    return row === undefined ? [] : [row];
  });
  return ordered.length === numbers.length && rows.length === numbers.length ? ordered : null;
}

async function countRows(session: DuckSession, relation: string): Promise<number> {
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  return rows ?? 0;
}

function conditions(table: PlainTable, { part, row, search, filters }: WindowRequest): string {
  const all: string[] = [];
  if (row !== undefined) all.push(`${quoteName(reservedColumns.row)} = ${row}`);
  if (part !== undefined && table.split) all.push(`${quoteName(reservedColumns.part)} = ${quoteText(part)}`);
  if (search !== undefined && search !== '') {
    const texts = table.columns.filter(({ type }) => type === 'text' || type === 'integer' || type === 'number');
    const found = texts.map(
      ({ name }) => `contains(lower(CAST(${quoteName(name)} AS VARCHAR)), lower(${quoteText(search)}))`,
    );
    all.push(found.length === 0 ? 'false' : `(${found.join(' OR ')})`);
  }
  all.push(...filterSql(table.columns, filters));
  return all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
}

function orderOf(table: PlainTable, { sort, descending }: Pick<WindowRequest, 'sort' | 'descending'>): string {
  if (sort === undefined) return ''; // the session keeps the order of the file
  const { name } = requireColumn(table.columns, sort, 'Table window › sort');
  return `ORDER BY ${quoteName(name)} ${descending ? 'DESC' : 'ASC'} NULLS LAST, __row`;
}
