import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { tableFormatOf } from '../parquet-file';
import { parquetRelation, quoteName, quoteText, sqlTypeOf } from '../sql-text';
import { datasetMeta } from '../table-meta';
import { uniqueNames } from './column-names';
import type { LandNote } from './land-report';
import type { Landed, LandOptions } from './landed';

/** Reads a Parquet file into our types: decimals become numbers, nested values JSON text, all with a note. */
export async function landParquet(options: LandOptions): Promise<Landed> {
  const { session, path } = options;
  const table = join(options.folder, 'table.parquet');
  const source = parquetRelation(path);
  const described = await session.query(`DESCRIBE SELECT * FROM ${source}`).catch((error: unknown) => {
    throw unreadable(options.name, error);
  });
  const raw = described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  const { names, notes } = uniqueNames(raw.map(({ name }) => name));
  const columns = raw.map((column, at) => ({ ...readingOf(column.type), name: names[at]!, from: column.name }));
  const cells = columns.map(({ name, from, sql }) => `${sql(quoteName(from))} AS ${quoteName(name)}`);
  await session
    .run(
      `COPY (SELECT row_number() OVER () - 1 AS __row, ${cells.join(', ')} FROM ${source}) TO ${quoteText(table)} (${tableFormatOf(cells.length)})`,
    )
    .catch((error: unknown) => {
      throw unreadable(options.name, error);
    });
  const counts = await session.numbers(
    `SELECT count(*) AS rows${names.map((name, at) => `, count(${quoteName(name)}) AS p${at}`).join('')} FROM ${parquetRelation(table)}`,
  );
  const rows = counts.rows ?? 0;
  const stored = columns.map(({ name, type, float32 }, at): StoredColumn => {
    const facts = { type, ...(float32 ? { float32 } : {}) };
    const missing = rows === 0 ? 0 : 1 - (counts[`p${at}`] ?? 0) / rows;
    return { name, role: 'feature', missing, sqlType: sqlTypeOf(facts), ...facts };
  });
  const allNotes = [
    ...notes,
    ...columns.flatMap(({ name, note }) => (note === undefined ? [] : [noteFor(name, note)])),
  ];
  return {
    table,
    meta: datasetMeta({ rows, columns: stored }),
    report: {
      v: 1,
      format: 'parquet',
      encoding: 'binary',
      header: true,
      rows,
      rejectedCount: 0,
      rejected: [],
      badCellCount: 0,
      badCells: [],
      notes: allNotes,
    },
  };
}

type ParquetReading = { type: ColumnType; float32?: true; sql(column: string): string; note?: string };

/** Not-a-number and infinity are missing, as in text files: nothing behind can order or match them. */
const finite = (column: string) => `CASE WHEN isfinite(${column}) THEN ${column} END`;
const cast = (type: string) => (column: string) => `CAST(${column} AS ${type})`;

function readingOf(type: string): ParquetReading {
  const plain = type.replace(/\(.*\)$/, '');
  switch (plain) {
    case 'BOOLEAN':
      return { type: 'boolean', sql: (column) => column };
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
      return { type: 'integer', sql: cast('BIGINT') };
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT':
      return { type: 'text', sql: cast('VARCHAR'), note: 'whole numbers wider than 53 bits are kept as text' };
    case 'FLOAT':
      return { type: 'number', float32: true, sql: finite };
    case 'DOUBLE':
      return { type: 'number', sql: finite };
    case 'DECIMAL':
      return {
        type: 'number',
        sql: (column) => `CAST(CAST(${column} AS VARCHAR) AS DOUBLE)`,
        note: 'decimals are read as numbers',
      };
    case 'DATE':
      return { type: 'date', sql: (column) => column };
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return { type: 'timestamp', sql: cast('TIMESTAMP') };
    case 'TIMESTAMP WITH TIME ZONE':
      return { type: 'timestamp', sql: (column) => `${column} AT TIME ZONE 'UTC'` };
    case 'VARCHAR':
    case 'UUID':
    case 'ENUM':
    case 'TIME':
      return { type: 'text', sql: cast('VARCHAR') };
    case 'BLOB':
      return { type: 'bytes', sql: (column) => column };
    case 'VARCHAR[]':
      return { type: 'list', sql: (column) => column };
    case 'FLOAT[]':
    case 'DOUBLE[]':
      return { type: 'vector', sql: cast('DOUBLE[]') };
    default:
      return {
        type: 'text',
        sql: (column) => `CAST(to_json(${column}) AS VARCHAR)`,
        note: `values of type ${type} are kept as JSON text`,
      };
  }
}

function noteFor(name: string, note: string): LandNote {
  return { code: 'converted', message: `"${name}": ${note}.`, column: name };
}

function unreadable(name: string, error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  return new PipelineError({
    code: 'unreadable-parquet',
    family: 'pipeline',
    place: `Upload › ${name}`,
    seen: 'a Parquet file that cannot be read to its end',
    expected: 'a complete Parquet file',
    next: 'Write the file again and upload it once more.',
    cause: error,
  });
}
