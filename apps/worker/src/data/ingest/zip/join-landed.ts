import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { tableFormatOf } from '../../parquet-file';
import { parquetRelation, quoteName, quoteText, sqlTypeOf } from '../../sql-text';
import { datasetMeta } from '../../table-meta';
import { uniqueNames } from '../column-names';
import { type BadCell, type LandNote, type RejectedLine, reportCap } from '../land-report';
import type { Landed, LandOptions } from '../landed';
import { allColumns, columnKey, columnsByKey, type FailedFile, type LandedFile, widest } from './common-shape';

type Joined = {
  files: readonly LandedFile[];
  failed: readonly FailedFile[];
  companions: readonly string[];
  /** Columns kept as text, in every spelling. */
  asText: ReadonlySet<string>;
  /** Those of `asText` that are so for the length of their whole numbers. */
  long: ReadonlySet<string>;
};

/** A file as a column of the joined table looks at it. */
type Table = { rows: number; columns: ReadonlyMap<string, StoredColumn> };

/** The tables below each other, in the order of the archive, with the name of the file in a column of its own. */
export async function joinLanded(options: LandOptions, joined: Joined): Promise<Landed> {
  const { files, failed, companions, asText, long } = joined;
  const [first] = files;
  const names = allColumns(files);
  const fileColumn = uniqueNames([...names, 'file']).names.at(-1) ?? 'file';
  const offsets: number[] = [];
  let rows = 0;
  for (const { meta } of files) {
    offsets.push(rows);
    rows += meta.rows;
  }
  const tables = files.map((file): Table => ({ rows: file.meta.rows, columns: columnsByKey(file) }));
  const columns = names.map((name) => joinedColumn(tables, { name, rows, text: asText.has(name) }));
  const table = join(options.folder, 'table.parquet');
  await options.session.run(
    `COPY (${unionSql({ files, columns, fileColumn, offsets })}) TO ${quoteText(table)} (${tableFormatOf(columns.length)})`,
  );
  const fileStored: StoredColumn = { name: fileColumn, type: 'text', role: 'ignore', missing: 0, sqlType: 'VARCHAR' };
  const { notes, ...lists } = joinReports({ files, failed, offsets });
  return {
    table,
    meta: datasetMeta({ rows, columns: [...columns, fileStored] }),
    report: {
      v: 1,
      format: first?.report.format ?? 'csv',
      encoding: first?.report.encoding ?? 'utf-8',
      header: first?.report.header ?? true,
      rows,
      ...lists,
      notes: [...archiveNotes({ files, names, fileColumn, companions, asText, long }), ...notes].slice(0, reportCap),
    },
  };
}

function joinedColumn(
  tables: readonly Table[],
  { name, rows, text }: { name: string; rows: number; text: boolean },
): StoredColumn {
  const found = tables.flatMap((table) => {
    const column = table.columns.get(columnKey(name));
    return column === undefined ? [] : [{ rows: table.rows, column }];
  });
  const filled = found.filter(({ column }) => (column.missing ?? 0) < 1);
  const used = filled.length === 0 ? found : filled;
  // Files that bring types of their own do not read a column as text: its values become that here.
  const type = text ? 'text' : (widest(used.map(({ column }) => column.type)) ?? 'text');
  const isFloat = !text && used.every(({ column }) => column.float32 === true);
  const facts = { type, ...(isFloat ? { float32: true as const } : {}) };
  const present = found.reduce((sum, one) => sum + one.rows * (1 - (one.column.missing ?? 0)), 0);
  return { name, role: 'feature', missing: rows === 0 ? 0 : 1 - present / rows, sqlType: sqlTypeOf(facts), ...facts };
}

function unionSql(o: {
  files: readonly LandedFile[];
  columns: readonly StoredColumn[];
  fileColumn: string;
  offsets: readonly number[];
}): string {
  return o.files
    .map((file, at) => {
      const own = columnsByKey(file);
      const cells = o.columns.map((column) => {
        // By its own spelling: the engine folds the case of plain letters only.
        const found = own.get(columnKey(column.name));
        const cell = found === undefined ? 'NULL' : quoteName(found.name);
        return `CAST(${cell} AS ${column.sqlType}) AS ${quoteName(column.name)}`;
      });
      const number = `CAST(__row + ${o.offsets[at]} AS BIGINT) AS __row`;
      return `SELECT ${[number, ...cells].join(', ')}, ${quoteText(file.name)} AS ${quoteName(o.fileColumn)} FROM ${parquetRelation(file.table)}`;
    })
    .join(' UNION ALL ');
}

/** Notes that one file alone may fill the list with. */
const notesOfFile = 20;

export function joinReports(o: {
  files: readonly LandedFile[];
  failed: readonly FailedFile[];
  offsets: readonly number[];
}) {
  const { files, failed, offsets } = o;
  const rejected: RejectedLine[] = failed.map(({ name, number, error }) => {
    return { line: number, reason: 'unreadable-file', message: `${name}: ${error.message}`, text: name };
  });
  const badCells: BadCell[] = [];
  const notes: LandNote[] = [];
  let rejectedCount = failed.length;
  let badCellCount = 0;
  for (const [at, { name, report }] of files.entries()) {
    const inFile = (message: string) => `${name}: ${message}`;
    rejectedCount += report.rejectedCount;
    badCellCount += report.badCellCount;
    rejected.push(...report.rejected.map((line) => ({ ...line, message: inFile(line.message) })));
    badCells.push(
      ...report.badCells.map((cell) => ({ ...cell, row: cell.row + offsets[at]!, message: inFile(cell.message) })),
    );
    notes.push(...report.notes.slice(0, notesOfFile).map((note) => ({ ...note, message: inFile(note.message) })));
  }
  return {
    rejectedCount,
    badCellCount,
    rejected: rejected.slice(0, reportCap),
    badCells: badCells.slice(0, reportCap),
    notes: notes.slice(0, reportCap),
  };
}

function archiveNotes(o: {
  files: readonly LandedFile[];
  names: readonly string[];
  fileColumn: string;
  companions: readonly string[];
  asText: ReadonlySet<string>;
  long: ReadonlySet<string>;
}): LandNote[] {
  const notes: LandNote[] = [
    {
      code: 'joined-files',
      message: `${o.files.length} file${o.files.length === 1 ? '' : 's'} of the archive became one table; column "${o.fileColumn}" names the file of each row.`,
      column: o.fileColumn,
      count: o.files.length,
    },
  ];
  if (o.companions.length > 0) {
    notes.push({
      code: 'left-out-files',
      message: `Not read as tables: ${o.companions.slice(0, 10).join(', ')}${o.companions.length > 10 ? ', …' : ''}. They are in the raw file.`,
      count: o.companions.length,
    });
  }
  const own = o.files.map((file) => ({ name: file.name, columns: columnsByKey(file) }));
  for (const column of o.names) {
    const lacking = own.filter(({ columns }) => !columns.has(columnKey(column)));
    if (lacking.length === 0) continue;
    const message = `${lacking.length} of ${o.files.length} files have no column "${column}", such as ${lacking[0]?.name}: its cells are missing there.`;
    notes.push({ code: 'lacking-column', message, column, count: lacking.length });
  }
  for (const column of o.names) {
    if (!o.asText.has(column)) continue;
    notes.push({
      code: 'mixed-types',
      message: o.long.has(column)
        ? `"${column}" has decimals in one file and whole numbers of more than 15 digits in another, which no number with decimals holds; it is kept as text.`
        : `The files disagree on the type of "${column}"; it is kept as text.`,
      column,
    });
  }
  return notes;
}
