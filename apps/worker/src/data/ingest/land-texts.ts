import { rm } from 'node:fs/promises';
import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import type { DuckSession } from '../duckdb';
import { joinColumns } from '../parquet/splice-columns';
import { tableFormatOf } from '../parquet-file';
import { quoteName, quoteText, sqlTypeOf } from '../sql-text';
import { datasetMeta } from '../table-meta';
import { cellValueSql, isMissingInTyped, presentText, typeOfReading } from './cell-types';
import { uniqueNames } from './column-names';
import { type InferredColumn, inferReadings, type TextSource } from './infer-readings';
import { type BadCell, capText, type LandNote, reportCap } from './land-report';
import type { LandLog } from './landed';
import type { NormalisedText } from './normalise-csv';
import type { BadCells } from './rejects';
import type { CellKinds, NormalisedCells } from './text-table';

type Kept = { index: number; name: string } & InferredColumn;

/** Types the texts of a normalised file, writes the table and says which cells did not fit. */
export async function landTexts(options: {
  session: DuckSession;
  text: string;
  table: string;
  normalised: NormalisedText | NormalisedCells;
  asText?: ReadonlySet<string>;
  log?: LandLog | undefined;
}): Promise<{ meta: TableMeta; bad: BadCells; notes: LandNote[] }> {
  const { session, normalised, table, log } = options;
  const source = await openTexts(session, options.text, normalised);
  const kinds: readonly CellKinds[] | undefined = 'kinds' in normalised ? normalised.kinds : undefined;
  const decimalComma = normalised.delimiter !== ',';
  const fixed = options.asText === undefined ? undefined : fixedColumns(normalised, options.asText);
  const inferred = await inferReadings(session, {
    source,
    ...(fixed === undefined ? {} : { fixed }),
    width: normalised.width,
    sample: normalised.sample,
    decimalComma,
    ...(kinds === undefined ? {} : { kinds }),
  });
  const { kept, notes } = nameColumns(normalised, inferred);
  const missing = await writeTable(session, { source, kept, path: table, rows: normalised.rows, log });
  const bad = await findBadCells(session, { source, kept, text: normalised });
  const columns = kept.map((column, at): StoredColumn => {
    const type = typeOfReading[column.reading];
    return { name: column.name, type, role: 'feature', missing: missing[at] ?? 0, sqlType: sqlTypeOf({ type }) };
  });
  return { meta: datasetMeta({ rows: normalised.rows, columns }), bad, notes: [...notes, ...typeNotes(kept)] };
}

/**
 * Relations over the file instead of a table in memory: thousands of text columns would not fit there, and reading the
 * file a few times is cheap. Column `row` is the row number, `c0`… are the cells, null when missing.
 */
async function openTexts(session: DuckSession, path: string, text: NormalisedText): Promise<TextSource> {
  const indexes = Array.from({ length: text.width }, (_, index) => index);
  const columns = ["'row': 'BIGINT'", ...indexes.map((index) => `'c${index}': 'VARCHAR'`)].join(', ');
  const longest = Math.max(text.longest + 2, 4096);
  const file = `read_csv(${quoteText(path)}, auto_detect=false, header=false, delim=${quoteText(text.delimiter)},
      quote='"', escape='"', new_line='\\n', columns={${columns}}, nullstr='', strict_mode=true, null_padding=${text.ragged === true},
      ignore_errors=false, max_line_size=${longest}, buffer_size=${Math.max(longest * 2, 4_000_000)},
      parallel=${text.innerLines ? 'false' : 'true'})`;
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${file}`);
  if (rows !== text.rows) throw new Error(`read ${rows} rows of ${text.rows}: the two readers of the file disagree`);
  return (wanted) =>
    `(SELECT row, ${wanted.map((index) => `${presentText(`c${index}`)} AS c${index}`).join(', ')} FROM ${file})`;
}

function fixedColumns(text: NormalisedText, asText: ReadonlySet<string>): boolean[] {
  const raw = text.header ?? Array.from({ length: text.width }, (_, index) => `column_${index + 1}`);
  return uniqueNames(raw).names.map((name) => asText.has(name));
}

/** Leaves out nameless empty columns, names the others. */
function nameColumns(text: NormalisedText, inferred: readonly InferredColumn[]): { kept: Kept[]; notes: LandNote[] } {
  const raw = text.header ?? inferred.map((_, index) => `column_${index + 1}`);
  const isDropped = (index: number) =>
    (raw[index] ?? '').trim() === '' && inferred[index]!.present === 0 && text.rows > 0 && inferred.length > 1;
  const indexes = inferred.map((_, index) => index);
  const dropped = indexes.filter(isDropped);
  const left = indexes.filter((index) => !isDropped(index));
  const { names, notes } = uniqueNames(left.map((index) => raw[index] ?? ''));
  if (dropped.length > 0) {
    const where = dropped.map((index) => index + 1).join(', ');
    notes.push({
      code: 'empty-columns',
      message: `${dropped.length} column${dropped.length === 1 ? '' : 's'} without name and without a single value left out (column ${where}).`,
      count: dropped.length,
    });
  }
  return { kept: left.map((index, at) => ({ index, name: names[at]!, ...inferred[index]! })), notes };
}

/** Columns written by one statement: the time to plan one that reads texts grows with the square of their number. */
const writtenAtOnce = 250;

async function writeTable(
  session: DuckSession,
  options: { source: TextSource; kept: Kept[]; path: string; rows: number; log: LandLog | undefined },
): Promise<number[]> {
  const { kept, path, rows } = options;
  const isJoined = kept.length > writtenAtOnce && (await writeByParts(session, options));
  if (!isJoined) await writeColumns(session, { ...options, path, columns: kept, first: true });
  return kept.map(({ present, bad }) => (rows === 0 ? 0 : 1 - (present - bad) / rows));
}

/** A wide table: some columns at a time into files of their own, which then become one. False where they do not fit together. */
async function writeByParts(
  session: DuckSession,
  options: { source: TextSource; kept: Kept[]; path: string; log: LandLog | undefined },
): Promise<boolean> {
  const { kept, path, log } = options;
  const files: string[] = [];
  try {
    for (let from = 0; from < kept.length; from += writtenAtOnce) {
      const file = `${path}.${files.length}`;
      files.push(file);
      const columns = kept.slice(from, from + writtenAtOnce);
      await writeColumns(session, { ...options, path: file, columns, first: from === 0 });
    }
    const isJoined = await joinColumns({ files, path });
    if (!isJoined) log?.('debug', 'The rows of the parts of a wide table are not grouped alike: it is written anew.');
    return isJoined;
  } finally {
    for (const file of files) await rm(file, { force: true });
  }
}

/** Writes some of the columns `kept`, in groups of rows as the whole table has them; the first ones with the row number. */
async function writeColumns(
  session: DuckSession,
  o: { source: TextSource; kept: readonly Kept[]; columns: readonly Kept[]; first: boolean; path: string },
): Promise<void> {
  const cells = o.columns.map(
    ({ index, name, reading }) => `${cellValueSql(reading, `c${index}`)} AS ${quoteName(name)}`,
  );
  const relation = o.source(o.columns.map(({ index }) => index));
  await session.run(
    `COPY (SELECT ${[...(o.first ? ['row AS __row'] : []), ...cells].join(', ')} FROM ${relation}) TO ${quoteText(o.path)} (${tableFormatOf(o.kept.length)})`,
  );
}

async function findBadCells(
  session: DuckSession,
  options: { source: TextSource; kept: Kept[]; text: NormalisedText },
): Promise<BadCells> {
  const { source, kept, text } = options;
  const cells: BadCell[] = [];
  let count = 0;
  for (const column of kept) {
    if (column.bad === 0) continue;
    count += column.bad;
    const c = `c${column.index}`;
    const found = await session.query(
      `SELECT row, c${column.index} AS text FROM ${source([column.index])} WHERE c${column.index} IS NOT NULL
        AND (${cellValueSql(column.reading, c)}) IS NULL AND NOT (${isMissingInTyped(c)})
        ORDER BY row LIMIT ${Math.max(0, reportCap - cells.length)}`,
    );
    for (const cell of found) cells.push(describeBadCell(column, Number(cell.row), String(cell.text), text));
  }
  cells.sort((a, b) => a.row - b.row);
  return { count, cells };
}

function describeBadCell(column: Kept, row: number, text: string, normalised: NormalisedText): BadCell {
  const line = normalised.lines.lineOf(row);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const control = /[\u0000-\u001f\u007f]/.exec(text)?.[0];
  const why =
    control === undefined
      ? `${JSON.stringify(text)} is no ${column.reading === 'decimal-comma' ? 'number' : column.reading}`
      : `it holds the control character U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} (${JSON.stringify(text)})`;
  return {
    line,
    row,
    column: column.name,
    text: capText(text),
    message: `Line ${line}, column "${column.name}": ${why}; the cell counts as missing.`,
  };
}

/** What a person should know of the types of the columns. */
export function typeNotes(kept: readonly Kept[]): LandNote[] {
  return kept.flatMap((column): LandNote[] => {
    const notes: LandNote[] = [];
    if (column.present === 0) {
      notes.push({ code: 'empty-column', message: `Column "${column.name}" has no value.`, column: column.name });
    }
    if (column.bad > 0) {
      notes.push({
        code: 'bad-cells',
        message: `${column.bad} cell${column.bad === 1 ? '' : 's'} of "${column.name}" do not fit a column of type ${typeOfReading[column.reading]} and count as missing.`,
        column: column.name,
        count: column.bad,
      });
    }
    if (column.reading === 'decimal-comma') {
      notes.push({
        code: 'decimal-comma',
        message: `"${column.name}" is written with decimal commas.`,
        column: column.name,
      });
    }
    return notes;
  });
}
