import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { parquetRelation, quoteName, quoteText, sqlTypeOf } from '../../sql-text';
import { datasetMeta } from '../../table-meta';
import { uniqueNames } from '../column-names';
import { type BadCell, type LandNote, type RejectedLine, reportCap } from '../land-report';
import type { Landed, LandOptions } from '../landed';
import { type LandedFile, widest } from './common-shape';

type Joined = {
  files: readonly LandedFile[];
  companions: readonly string[];
  asText: ReadonlySet<string>;
  /** Those of `asText` that are so for the length of their whole numbers. */
  long: ReadonlySet<string>;
};

/** The tables below each other, in the order of the archive, with the name of the file in a column of its own. */
export async function joinLanded(options: LandOptions, { files, companions, asText, long }: Joined): Promise<Landed> {
  const [first] = files;
  const names = first?.meta.columns.map(({ name }) => name) ?? [];
  const fileColumn = uniqueNames([...names, 'file']).names.at(-1) ?? 'file';
  const offsets: number[] = [];
  let rows = 0;
  for (const { meta } of files) {
    offsets.push(rows);
    rows += meta.rows;
  }
  const columns = names.map((name) => joinedColumn(files, { name, rows, text: asText.has(name) }));
  const table = join(options.folder, 'table.parquet');
  await options.session.run(
    `COPY (${unionSql({ files, columns, fileColumn, offsets })}) TO ${quoteText(table)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  const fileStored: StoredColumn = { name: fileColumn, type: 'text', role: 'ignore', missing: 0, sqlType: 'VARCHAR' };
  const { notes, ...lists } = joinReports(files, offsets);
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
      notes: [...archiveNotes({ files: files.length, fileColumn, companions, asText, long }), ...notes],
    },
  };
}

function joinedColumn(
  files: readonly LandedFile[],
  { name, rows, text }: { name: string; rows: number; text: boolean },
): StoredColumn {
  const found = files.map(({ meta }) => ({ rows: meta.rows, column: meta.columns.find((one) => one.name === name)! })); // one shape: all have it
  const filled = found.filter(({ column }) => (column.missing ?? 0) < 1);
  const used = filled.length === 0 ? found : filled;
  // Files that bring types of their own do not read a column as text: its values become that here.
  const type = text ? 'text' : (widest(used.map(({ column }) => column.type)) ?? 'text');
  const isFloat = !text && used.every(({ column }) => column.float32 === true);
  const facts = { type, ...(isFloat ? { float32: true as const } : {}) };
  const missing = found.reduce((sum, one) => sum + one.rows * (one.column.missing ?? 0), 0);
  return { name, role: 'feature', missing: rows === 0 ? 0 : missing / rows, sqlType: sqlTypeOf(facts), ...facts };
}

function unionSql(o: {
  files: readonly LandedFile[];
  columns: readonly StoredColumn[];
  fileColumn: string;
  offsets: readonly number[];
}): string {
  return o.files
    .map(({ table, name }, at) => {
      const cells = o.columns.map(
        (column) => `CAST(${quoteName(column.name)} AS ${column.sqlType}) AS ${quoteName(column.name)}`,
      );
      const number = `CAST(__row + ${o.offsets[at]} AS BIGINT) AS __row`;
      return `SELECT ${[number, ...cells].join(', ')}, ${quoteText(name)} AS ${quoteName(o.fileColumn)} FROM ${parquetRelation(table)}`;
    })
    .join(' UNION ALL ');
}

/** Notes that one file alone may fill the list with. */
const notesOfFile = 20;

function joinReports(files: readonly LandedFile[], offsets: readonly number[]) {
  const rejected: RejectedLine[] = [];
  const badCells: BadCell[] = [];
  const notes: LandNote[] = [];
  let rejectedCount = 0;
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
  files: number;
  fileColumn: string;
  companions: readonly string[];
  asText: ReadonlySet<string>;
  long: ReadonlySet<string>;
}): LandNote[] {
  const notes: LandNote[] = [
    {
      code: 'joined-files',
      message: `${o.files} file${o.files === 1 ? '' : 's'} of the archive became one table; column "${o.fileColumn}" names the file of each row.`,
      column: o.fileColumn,
      count: o.files,
    },
  ];
  if (o.companions.length > 0) {
    notes.push({
      code: 'left-out-files',
      message: `Not read as tables: ${o.companions.slice(0, 10).join(', ')}${o.companions.length > 10 ? ', …' : ''}. They are in the raw file.`,
      count: o.companions.length,
    });
  }
  for (const column of o.asText) {
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
