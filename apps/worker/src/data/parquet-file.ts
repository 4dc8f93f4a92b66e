import { z } from 'zod';
import type { DuckSession } from './duckdb';
import { parquetRelation, quoteName, quoteText } from './sql-text';

/**
 * How every table file is packed. Version 2 of the format keeps numbers as differences and texts as one run: on 10 M rows
 * that takes a third less work and room than version 1, and half the work to read (docs/adr/0018).
 */
const packed = 'COMPRESSION zstd, PARQUET_VERSION v2';

/** Up to this many columns a table is written as the engine does by itself, in groups of so many rows. */
const narrowColumns = 100;
const engineGroupRows = 122_880;
/** What the dictionaries of all columns of a wide table may hold together: values, and bytes of texts. */
const dictionaryValues = 1_500_000;
const dictionaryBytes = 24 * 1024 ** 2;

/**
 * How a file of so many columns is written, in groups of `groupRows` rows at most. The engine holds a group of 122,880
 * rows and 2.5 MB of dictionaries for each column at a time: 1,000 columns would need 2.5 GB before the first row. Wide
 * tables get both by the column, so that they take about 600 MB up to some 6,000 columns of short cells (measured: 1,000
 * texts of 100,000 rows in 6 s, which failed after 71 s before).
 */
export function tableFormatOf(columns: number, o: { groupRows?: number; packing?: string } = {}): string {
  const { groupRows = engineGroupRows, packing = packed } = o;
  const rows = Math.min(groupRows, groupRowsOf(columns));
  const isWide = columns > narrowColumns;
  return [
    `FORMAT parquet, ${packing}`,
    ...(rows < engineGroupRows ? [`ROW_GROUP_SIZE ${rows}`] : []),
    ...(isWide ? [`DICTIONARY_SIZE_LIMIT ${share(dictionaryValues, { columns, least: 64 })}`] : []),
    ...(isWide ? [`STRING_DICTIONARY_PAGE_SIZE_LIMIT ${share(dictionaryBytes, { columns, least: 1024 })}`] : []),
  ].join(', ');
}

/** Most rows of a group in a table of so many columns: as many cells as one of 100 columns has, 2,048 rows at least. */
export function groupRowsOf(columns: number): number {
  if (columns <= narrowColumns) return engineGroupRows;
  return share(narrowColumns * engineGroupRows, { columns, least: 2048 });
}

/** The part of a column, as a power of two: tables of nearly as many columns are then written alike. */
function share(whole: number, { columns, least }: { columns: number; least: number }): number {
  return Math.max(least, 2 ** Math.floor(Math.log2(whole / columns)));
}

/** What is known of a file from writing it. */
export type WrittenParquet = { rows: number; missing: Map<string, number> };

const statsSchema = z.object({
  count: z.coerce.number(),
  column_statistics: z.array(
    z.object({ key: z.string(), value: z.array(z.object({ key: z.string(), value: z.string() })) }),
  ),
});

/**
 * Writes a query as a table file and counts its rows and the missing cells of `columns` on the way: the file is not read
 * again. Only columns of lists and structures, which the writer counts by element, are.
 */
export async function writeParquet(
  session: DuckSession,
  options: { query: string; path: string; columns: readonly string[]; format?: string },
): Promise<WrittenParquet> {
  const { query, path, columns, format = tableFormatOf(columns.length) } = options;
  const [result] = await session.query(`COPY (${query}) TO ${quoteText(path)} (${format}, RETURN_STATS true)`);
  const { count: rows, column_statistics: statistics } = statsSchema.parse(result);
  const counted = new Map(
    statistics.flatMap(({ key, value }) => {
      const nulls = value.find((one) => one.key === 'null_count');
      return nulls === undefined ? [] : [[key, Number(nulls.value)] as const];
    }),
  );
  const missing = new Map(columns.map((name) => [name, rows === 0 ? 0 : counted.get(quoteName(name))] as const));
  const uncounted = columns.filter((name) => missing.get(name) === undefined);
  const read = await countMissing(session, path, uncounted);
  return { rows, missing: new Map(columns.map((name) => [name, missing.get(name) ?? read.get(name) ?? 0])) };
}

async function countMissing(
  session: DuckSession,
  path: string,
  columns: readonly string[],
): Promise<Map<string, number>> {
  if (columns.length === 0) return new Map();
  const cells = columns.map((name, at) => `count(*) - count(${quoteName(name)}) AS m${at}`);
  const counts = await session.numbers(`SELECT ${cells.join(', ')} FROM ${parquetRelation(path)}`);
  return new Map(columns.map((name, at) => [name, counts[`m${at}`] ?? 0]));
}
