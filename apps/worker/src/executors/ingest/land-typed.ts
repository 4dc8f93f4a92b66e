import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { ContractColumn } from '@millrace/pipeline-core/sources';
import type { DuckSession } from '../../data/duckdb';
import { type BadCell, capText, reportCap } from '../../data/ingest/land-report';
import type { Landed } from '../../data/ingest/landed';
import { tableFormatOf } from '../../data/parquet-file';
import { quoteName, quoteText, sqlTypeOf } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';

/** Longest line of a table that a database sends, in bytes. */
const longestLine = 64 * 1024 ** 2;

/**
 * Lands a CSV file whose column types are known, as a database writes it: nothing between two commas is a missing cell,
 * two quotation marks are an empty text. A cell that does not fit its type counts as missing and is reported.
 */
export async function landTyped(options: {
  session: DuckSession;
  folder: string;
  path: string;
  columns: readonly ContractColumn[];
}): Promise<Landed> {
  const { session, folder } = options;
  const columns = options.columns.map(({ name, type }, at) => ({
    name,
    type,
    text: quoteName(`c${at}`),
    sqlType: sqlTypeOf({ type }),
  }));
  const names = columns.map(({ text }) => `${quoteText(text.slice(1, -1))}: 'VARCHAR'`).join(', ');
  const lines = `read_csv(${quoteText(options.path)}, auto_detect=false, header=true, delim=',', quote='"', escape='"',
    columns={${names}}, nullstr='', allow_quoted_nulls=false, null_padding=false, strict_mode=true, parallel=false,
    max_line_size=${longestLine}, buffer_size=${longestLine * 2})`;
  const numbered = `(SELECT row_number() OVER () - 1 AS __row, * FROM ${lines})`;
  const table = join(folder, 'table.parquet');
  const cells = columns.map((column) => `${cellSql(column)} AS ${quoteName(column.name)}`);
  await session.run(
    `COPY (SELECT ${['__row', ...cells].join(', ')} FROM ${numbered}) TO ${quoteText(table)} (${tableFormatOf(columns.length)})`,
  );
  const counts = await session.numbers(
    `SELECT count(*) AS rows, ${columns.map((column, at) => `count(${cellSql(column)}) AS p${at}, count(${column.text}) AS t${at}`).join(', ')} FROM ${lines}`,
  );
  const rows = counts.rows ?? 0;
  const stored = columns.map(({ name, type, sqlType }, at): StoredColumn => {
    return { name, type, role: 'feature', sqlType, missing: rows === 0 ? 0 : 1 - (counts[`p${at}`] ?? 0) / rows };
  });
  const bad: BadCell[] = [];
  for (const [at, column] of columns.entries()) {
    if (counts[`p${at}`] !== counts[`t${at}`] && bad.length < reportCap)
      bad.push(...(await badCells(session, numbered, column)));
  }
  const badCellCount = columns.reduce((sum, _column, at) => sum + (counts[`t${at}`] ?? 0) - (counts[`p${at}`] ?? 0), 0);
  const report = { v: 1 as const, format: 'csv' as const, encoding: 'utf-8', delimiter: ',', header: true, rows };
  const rejects = { rejectedCount: 0, rejected: [], badCellCount, badCells: bad.slice(0, reportCap), notes: [] };
  return { table, meta: datasetMeta({ rows, columns: stored }), report: { ...report, ...rejects } };
}

type TypedColumn = ContractColumn & { text: string; sqlType: string };

/** NaN and infinity are no numbers to count with, and infinite times are no times. */
function cellSql({ type, text, sqlType }: TypedColumn): string {
  const cast = `TRY_CAST(${text} AS ${sqlType})`;
  if (type === 'text') return text;
  return type === 'number' || type === 'date' || type === 'timestamp'
    ? `CASE WHEN isfinite(${cast}) THEN ${cast} END`
    : cast;
}

async function badCells(session: DuckSession, numbered: string, column: TypedColumn): Promise<BadCell[]> {
  const found = await session.query(
    `SELECT __row AS row, ${column.text} AS text FROM ${numbered} WHERE ${column.text} IS NOT NULL AND (${cellSql(column)}) IS NULL ORDER BY __row LIMIT ${reportCap}`,
  );
  return found.map(({ row, text }) => {
    const value = String(text);
    return {
      line: Number(row) + 2,
      row: Number(row),
      column: column.name,
      text: capText(value),
      message: `Row ${Number(row) + 1}, column "${column.name}": ${JSON.stringify(capText(value))} is no ${column.type}; the cell counts as missing.`,
    };
  });
}
