import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import { z } from 'zod';
import type { DuckSession } from '../duckdb';
import { quoteName, quoteText, sqlTypeOf } from '../sql-text';
import { datasetMeta } from '../table-meta';
import { type CellReading, cleanCellSql, typeOfReading } from './cell-types';
import { uniqueNames } from './column-names';
import { guessReadings } from './guess-readings';
import { allowedReadings } from './infer-readings';
import type { LandNote } from './land-report';
import { typeNotes } from './land-texts';
import type { LandOptions } from './landed';
import { noHeaderNote, sampleRows } from './normalise-csv';
import { readHeadLines } from './read-head-lines';
import { type CsvShape, sniffCsv } from './sniff-csv';

export type CleanCsv = { meta: TableMeta; notes: LandNote[]; delimiter: string; header: boolean };

type CleanColumn = { name: string; reading: CellReading };

/** Beyond this many columns the statement itself becomes slow to plan. */
const mostCleanColumns = 200;
const delimiters = [',', ';', '\t', '|'];

/**
 * The quick way for a clean file, several times faster than reading it record by record: DuckDB reads the raw bytes in
 * parallel, and every cell is cast and checked in the same pass. It applies when each physical line is one record for
 * any reader (`plain` of `detectEncoding`: no quote, CR, zero byte or empty line), the first line is the header or data,
 * and every cell fits the type that the first rows suggest. Anything else (a ragged line, a cell that does not fit or is
 * written oddly, a column without a value) gives null and leaves the file to the exact way, which names it; so both
 * ways give the same table and the same report.
 */
export async function landCleanCsv(
  options: LandOptions,
  given: { table: string; tabs: boolean },
): Promise<CleanCsv | null> {
  if (/[*?[\]{}]/.test(options.path)) return null; // DuckDB would take it for a pattern
  const head = await readHeadLines(options.path, sampleRows + 1);
  if (head === null) return null;
  const shape = sniffCsv(head.first, { whole: head.whole, ...sniffOptions(options, given.tabs) });
  const columns = guessColumns(shape, head.lines, options.asText);
  if (columns === null) return null;
  const { folder, session, signal } = options;
  const cells = join(folder, 'cells.parquet');
  try {
    const written = await writeTable(session, { raw: options.path, cells, table: given.table, shape, columns });
    return written === null ? null : describe(written, shape, columns);
  } catch {
    signal?.throwIfAborted();
    await rm(given.table, { force: true });
    return null; // not clean after all
  } finally {
    await rm(cells, { force: true });
  }
}

function sniffOptions({ delimiter, header }: LandOptions, tabs: boolean) {
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
    ...(tabs ? { tabs } : {}),
  };
}

/** The columns as the first rows suggest them; null when the shape is not the plain one. */
function guessColumns(shape: CsvShape, lines: string[], asText: ReadonlySet<string> | undefined): CleanColumn[] | null {
  const { width } = shape;
  const delimiter = delimiterOf(shape);
  const isPlain = shape.skip === 0 && shape.headerGap === null && shape.second === null && !shape.dialect.bareCr;
  if (!isPlain || width < 2 || width > mostCleanColumns || !delimiters.includes(delimiter)) return null;
  const rows = lines.slice(shape.header === null ? 0 : 1).slice(0, sampleRows);
  const sample = rows.map((line) => line.split(delimiter));
  if (sample.some((cells) => cells.length !== width)) return null;
  const { names } = uniqueNames(rawNames(shape));
  const allowed = allowedReadings(undefined, delimiter !== ',');
  return names.map((name, at) => {
    const texts = sample.map((cells) => cells[at] ?? '');
    const [best] = guessReadings(texts, asText?.has(name) === true ? [] : allowed);
    return { name, reading: best ?? 'text' };
  });
}

const delimiterOf = (shape: CsvShape) => String.fromCharCode(shape.dialect.delimiter);

const rawNames = ({ header, width }: CsvShape) =>
  header ?? Array.from({ length: width }, (_, index) => `column_${index + 1}`);

const writtenSchema = z.object({
  count: z.coerce.number(),
  column_statistics: z.array(
    z.object({ key: z.string(), value: z.array(z.object({ key: z.string(), value: z.string() })) }),
  ),
});

type Written = { rows: number; missing: number[] };

/**
 * Two passes, both parallel: the checked cells in the order of the file, then the same with their row numbers. A row
 * number counted while the text is read would leave all of it to one thread.
 */
async function writeTable(
  session: DuckSession,
  given: { raw: string; cells: string; table: string; shape: CsvShape; columns: CleanColumn[] },
): Promise<Written | null> {
  const { columns, cells, table } = given;
  const checked = columns.map(({ reading }, at) => `${cleanCellSql(reading, `c${at}`)} AS c${at}`);
  await session.run(`COPY (SELECT ${checked.join(', ')} FROM ${rawRelation(given)}) TO ${quoteText(cells)}
    (FORMAT parquet, COMPRESSION uncompressed)`);
  const named = columns.map(({ name }, at) => `c${at} AS ${quoteName(name)}`);
  const [result] = await session.query(`COPY (SELECT file_row_number AS __row, ${named.join(', ')}
    FROM read_parquet(${quoteText(cells)}, file_row_number=true)) TO ${quoteText(table)}
    (FORMAT parquet, COMPRESSION zstd, RETURN_STATS true)`);
  const { count: rows, column_statistics: statistics } = writtenSchema.parse(result);
  const nulls = new Map(statistics.map(({ key, value }) => [key, nullsOf(value)])); // by name, not in our order
  const missing = columns.map(({ name }) => nulls.get(quoteName(name)) ?? rows);
  return missing.every((count) => count < rows) ? { rows, missing } : null;
}

function nullsOf(statistics: { key: string; value: string }[]): number {
  const nulls = statistics.find(({ key }) => key === 'null_count');
  if (nulls === undefined) throw new Error('the written table says nothing of missing cells');
  return Number(nulls.value);
}

function rawRelation({ raw, shape, columns }: { raw: string; shape: CsvShape; columns: CleanColumn[] }): string {
  const types = columns.map((_, at) => `'c${at}': 'VARCHAR'`).join(', ');
  return `read_csv(${quoteText(raw)}, auto_detect=false, header=${shape.header !== null}, delim=${quoteText(delimiterOf(shape))},
    quote='', escape='', comment='', compression='none', new_line='\\n', columns={${types}}, nullstr='', strict_mode=true,
    null_padding=false, ignore_errors=false, parallel=true)`;
}

function describe({ rows, missing }: Written, shape: CsvShape, columns: CleanColumn[]): CleanCsv {
  const stored = columns.map(({ name, reading }, at): StoredColumn => {
    const type = typeOfReading[reading];
    // As the exact way computes it, to the last digit.
    const share = 1 - (rows - missing[at]!) / rows;
    return { name, type, role: 'feature', missing: share, sqlType: sqlTypeOf({ type }) };
  });
  const facts = columns.map((column, at) => ({ ...column, index: at, present: rows - missing[at]!, bad: 0 }));
  const notes = shape.header === null ? [noHeaderNote] : uniqueNames(rawNames(shape)).notes;
  return {
    meta: datasetMeta({ rows, columns: stored }),
    notes: [...notes, ...typeNotes(facts)],
    delimiter: delimiterOf(shape),
    header: shape.header !== null,
  };
}
