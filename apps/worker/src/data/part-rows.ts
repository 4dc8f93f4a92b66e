import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { partSchema, reservedColumns } from '@millrace/pipeline-core/schema';
import { foldMarks } from '@millrace/pipeline-core/split';
import { z } from 'zod';
import { writeArrowRows } from './arrow/write-arrow-rows';
import type { DuckSession } from './duckdb';
import { tableFormatOf } from './parquet-file';
import type { PlainTable } from './plain-table';
import { requireColumn } from './read-columns';
import { type SplitDigests, splitDigests } from './split-digests';
import { quoteName, quoteText } from './sql-text';

export const rowsFormats = ['ndjson', 'parquet', 'arrow', 'csv'] as const;

/** Which rows of a table to write into a file, and how. */
export const rowsRequestSchema = z.object({
  part: partSchema,
  columns: z.array(z.string()).optional(),
  /** Columns left out. */
  except: z.array(z.string()).default([]),
  format: z.enum(rowsFormats).default('ndjson'),
  /** In the order of the table, or in one that the seed decides. */
  order: z.enum(['row', 'shuffled']).default('row'),
  seed: z.number().int().nonnegative().default(0),
  /** Of a table with folds: what this fold learns from (train) or holds out (validation), counted from 0. */
  fold: z.number().int().nonnegative().optional(),
  /** The fold learns from the folds before it only; so it does anyhow where the table has rows before the first one. */
  expanding: z.boolean().default(false),
});
export type RowsRequest = z.output<typeof rowsRequestSchema>;

/**
 * Writes the rows of a part into a file of the folder, by the engine: the table is never in memory, however long it is.
 * Each row begins with its number in the table.
 */
export async function writePartRows(
  session: DuckSession,
  { table, folder, request }: { table: PlainTable; folder: string; request: RowsRequest },
): Promise<{ path: string; rows: number }> {
  const known = (name: string) => requireColumn(table.columns, name, 'Rows of a part');
  const left = new Set(request.except.map((name) => known(name).name));
  const names = request.columns ?? table.columns.map(({ name }) => name);
  const columns = names.filter((name) => !left.has(name)).map(known);
  const row = quoteName(reservedColumns.row);
  const where = `WHERE ${await wantedRows(session, { table, request })}`;
  const order = request.order === 'row' ? '' : `ORDER BY md5('${request.seed}:' || ${row}), ${row}`;
  const select = (cells: string) => `SELECT ${cells} FROM ${table.relation} ${where} ${order}`;
  const cells = (cell: (column: StoredColumn) => string) => [row, ...columns.map(cell)].join(', ');
  const path = join(folder, `rows.${request.format}`);
  const copy = (query: string, format: string) => session.run(`COPY (${query}) TO ${quoteText(path)} (${format})`);
  const { n } = await session.numbers(`SELECT count(*) AS n FROM ${table.relation} ${where}`);
  switch (request.format) {
    case 'ndjson':
      await copy(select(cells(jsonCell)), 'FORMAT json');
      break;
    case 'csv':
      await copy(select(cells(csvCell)), 'FORMAT csv, HEADER true');
      break;
    case 'parquet':
      await copy(
        select(cells(({ name }) => quoteName(name))),
        tableFormatOf(columns.length, { packing: 'COMPRESSION zstd' }),
      );
      break;
    case 'arrow':
      await writeArrowRows(session, { path, columns, select });
      break;
  }
  return { path, rows: n ?? 0 };
}

/** SQL of which rows are meant. Without a split all rows are train rows; in a fold only rows of folds are. */
async function wantedRows(
  session: DuckSession,
  { table, request }: { table: PlainTable; request: RowsRequest },
): Promise<string> {
  const { part, fold, expanding } = request;
  if (fold === undefined) {
    if (!table.split) return part === 'train' ? 'true' : 'false';
    return `${quoteName(reservedColumns.part)} = ${quoteText(part)}`;
  }
  if (table.folds !== true) throw noSuchFold('a table without folds');
  if (part === 'test') throw noSuchFold('the test part of a fold');
  const { count, followTime } = await foldsOf(session, table);
  if (fold >= count) throw noSuchFold(`fold ${fold} of a table with ${count} folds, which are counted from 0`);
  const mark = quoteName(reservedColumns.fold);
  if (part === 'validation') return `${mark} = ${fold}`;
  return expanding || followTime ? `${mark} < ${fold}` : `${mark} <> ${fold}`;
}

/**
 * What the marks themselves say: how many folds there are, and whether rows come before the first of them, as where folds
 * follow time. Then no caller can ask for later rows to learn from.
 */
async function foldsOf(session: DuckSession, table: PlainTable): Promise<{ count: number; followTime: boolean }> {
  const mark = quoteName(reservedColumns.fold);
  const { last, before } = await session.numbers(
    `SELECT max(${mark}) AS last, count(*) FILTER (${mark} = ${foldMarks.before}) AS before FROM ${table.relation}`,
  );
  return { count: (last ?? -1) + 1, followTime: (before ?? 0) > 0 };
}

function noSuchFold(seen: string): PipelineError {
  return new PipelineError({
    code: 'no-fold-rows',
    family: 'pipeline',
    place: 'Rows of a part › fold',
    seen,
    expected: 'a fold, and part=train or part=validation, of a table that Cross-validate made',
    next: 'Leave fold out, or ask for what the fold learns from (train) or holds out (validation).',
  });
}

/** A cell as the other operations answer it: whole numbers beyond 2^53 and times as text, what JSON lacks as null. */
function jsonCell({ name, type }: StoredColumn): string {
  const cell = quoteName(name);
  switch (type) {
    case 'integer':
      return `CASE WHEN ${cell} BETWEEN -9007199254740991 AND 9007199254740991 THEN to_json(${cell})
        ELSE to_json(CAST(${cell} AS VARCHAR)) END AS ${cell}`;
    case 'number':
      return `CASE WHEN isfinite(${cell}) THEN ${cell} END AS ${cell}`;
    case 'timestamp':
      return `strftime(${cell}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${cell}`;
    case 'date':
      return `CAST(${cell} AS VARCHAR) AS ${cell}`;
    case 'bytes':
      return `to_base64(${cell}) AS ${cell}`;
    case 'text':
    case 'boolean':
    case 'list':
    case 'vector':
    case 'sparse':
      return cell;
  }
}

/** The same as text, with what has parts as JSON; whole numbers keep all their digits. */
function csvCell(column: StoredColumn): string {
  const cell = quoteName(column.name);
  switch (column.type) {
    case 'integer':
      return cell;
    case 'list':
    case 'vector':
    case 'sparse':
      return `CAST(to_json(${cell}) AS VARCHAR) AS ${cell}`;
    case 'number':
    case 'timestamp':
    case 'date':
    case 'bytes':
    case 'text':
    case 'boolean':
      return jsonCell(column);
  }
}

/** What a stored split is now: the hash of its file and the digests of its marks. */
export async function measureSplit(
  session: DuckSession,
  { path, table }: { path: string; table: PlainTable },
): Promise<Partial<SplitDigests> & { table: string }> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(bytes);
  const digest = hash.digest('hex');
  return table.split ? { table: digest, ...(await splitDigests(session, table.relation)) } : { table: digest };
}
