import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import { quoteText, sqlTypeOf } from '../sql-text';
import { datasetMeta } from '../table-meta';
import { type CellReading, typeOfReading } from './cell-types';
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

export type CleanColumn = { name: string; reading: CellReading };

export type CleanShape = { shape: CsvShape; columns: CleanColumn[]; delimiter: string };

/** What was written of a clean file: its rows, and how many of them miss each column. */
export type CleanWritten = { rows: number; missing: number[] };

/** Beyond this many columns the statement itself becomes slow to plan. */
const mostCleanColumns = 200;
const delimiters = [',', ';', '\t', '|'];

/** The shape of a file and the columns that its first rows suggest; null when it is not a plain table. */
export async function readCleanShape(options: LandOptions, given: { tabs: boolean }): Promise<CleanShape | null> {
  if (/[*?[\]{}]/.test(options.path)) return null; // DuckDB would take it for a pattern
  const head = await readHeadLines(options.path, sampleRows + 1);
  if (head === null) return null;
  const shape = sniffCsv(head.first, { whole: head.whole, ...sniffOptions(options, given.tabs) });
  const columns = guessColumns(shape, head.lines, options.asText);
  return columns === null ? null : { shape, columns, delimiter: delimiterOf(shape) };
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

/** The file as DuckDB reads it, in parallel: each line a row, each cell between two delimiters, of these types. */
export function cleanRelation(
  path: string,
  { shape, delimiter, types }: { shape: CsvShape; delimiter: string; types: readonly string[] },
): string {
  const columns = types.map((type, at) => `'c${at}': '${type}'`).join(', ');
  return `read_csv(${quoteText(path)}, auto_detect=false, header=${shape.header !== null}, delim=${quoteText(delimiter)},
    quote='', escape='', comment='', compression='none', new_line='\\n', columns={${columns}}, nullstr='', strict_mode=true,
    null_padding=false, ignore_errors=false, parallel=true, buffer_size=${bufferBytes})`;
}

/**
 * Small: of lines of 35 bytes and more a buffer holds no more rows than a group of the table (122,880), whose groups then
 * do not depend on timing. Of shorter lines it holds more than one group.
 */
const bufferBytes = 4 * 2 ** 20;

/** The table that was written, in words; null where a column has no value: the exact way says what that means. */
export function describeClean({ rows, missing }: CleanWritten, { shape, columns }: CleanShape): CleanCsv | null {
  if (missing.some((count) => count >= rows)) return null;
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
