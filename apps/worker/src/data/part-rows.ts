import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { partSchema, reservedColumns } from '@millrace/pipeline-core/schema';
import { z } from 'zod';
import type { DuckSession } from './duckdb';
import type { PlainTable } from './plain-table';
import { requireColumn } from './read-columns';
import { type SplitDigests, splitDigests } from './split-digests';
import { quoteName, quoteText } from './sql-text';

export const rowsFormats = ['ndjson', 'parquet'] as const;

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
  const where = table.split
    ? `WHERE ${quoteName(reservedColumns.part)} = ${quoteText(request.part)}`
    : `WHERE ${request.part === 'train' ? 'true' : 'false'}`; // without a split all rows are train rows
  const order = request.order === 'row' ? '' : `ORDER BY md5('${request.seed}:' || ${row}), ${row}`;
  const cells = columns.map((column) => `, ${request.format === 'ndjson' ? jsonCell(column) : quoteName(column.name)}`);
  const path = join(folder, `rows.${request.format}`);
  const format = { ndjson: 'FORMAT json', parquet: 'FORMAT parquet, COMPRESSION zstd' }[request.format];
  const query = `SELECT ${row}${cells.join('')} FROM ${table.relation} ${where} ${order}`;
  const { n } = await session.numbers(`SELECT count(*) AS n FROM ${table.relation} ${where}`);
  await session.run(`COPY (${query}) TO ${quoteText(path)} (${format})`);
  return { path, rows: n ?? 0 };
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
