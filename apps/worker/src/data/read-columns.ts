import type { DuckDBDataChunk } from '@duckdb/node-api';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql, expressionTypeOfSqlType } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { CategoryColumn, NumberColumn, VectorColumn } from '../runtimes/model-runtime';
import type { DuckSession } from './duckdb';
import { quoteName } from './sql-text';
import { VectorCollector, type VectorRoom } from './vector-collector';

/**
 * A column to read: numbers as Float64Array with NaN for missing, texts with null for missing, vectors as Float32Array with
 * NaN for each number of one that is missing. `width`: how long its vectors must be; as long as the first one when absent. `room`:
 * what all of them may take.
 */
export type WantedColumn =
  | WantedCell
  | { name: string; kind: 'vector'; sqlType: string; width?: number; room?: VectorRoom };
export type WantedCell = { name: string; kind: 'number' | 'category'; sqlType: string };

type ReadCell = NumberColumn | CategoryColumn;
export type ReadColumn = ReadCell | VectorColumn;

/**
 * Columns of a relation as arrays, rows in the order of the relation. Every cell passes the entry rules of the
 * expression language, so a model sees in a table what it would see in a request.
 */
export function readColumns(
  session: DuckSession,
  relation: string,
  wanted: readonly WantedCell[],
): Promise<{ rows: number; columns: ReadCell[] }>;
export function readColumns(
  session: DuckSession,
  relation: string,
  wanted: readonly WantedColumn[],
): Promise<{ rows: number; columns: ReadColumn[] }>;
export async function readColumns(
  session: DuckSession,
  relation: string,
  wanted: readonly WantedColumn[],
): Promise<{ rows: number; columns: ReadColumn[] }> {
  if (wanted.length === 0) return { rows: await countRows(session, relation), columns: [] };
  const cells = wanted.map((column, at) => {
    const cell = cellSql(column);
    return `${column.kind === 'number' ? `coalesce(${cell}, 'nan'::DOUBLE)` : cell} AS w${at}`;
  });
  // Vectors are large: they are told to be too many before they are read, and never moved to a larger place.
  const expected = wanted.some(({ kind }) => kind === 'vector') ? await countRows(session, relation) : 0;
  const collectors = wanted.map((column) => collectorOf(column, expected));
  let rows = 0;
  for await (const chunk of session.stream(`SELECT ${cells.join(', ')} FROM ${relation}`)) {
    collectors.forEach((collector, at) => {
      collector.take(chunk, at);
    });
    rows += chunk.rowCount;
  }
  const columns = collectors.map((collector, at) => collector.finish(wanted[at]!.name));
  return { rows, columns };
}

async function countRows(session: DuckSession, relation: string): Promise<number> {
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  return rows ?? 0;
}

/** SQL of a cell as a model reads it: a double or a text, null when missing. */
export function cellSql({ name, kind, sqlType }: WantedColumn): string {
  const entry = entrySql(name, sqlType);
  return kind === 'number' ? numberSql(entry, sqlType) : entry;
}

/** An entry cell as a number; dates count days and timestamps milliseconds since 1970, as in a request. */
function numberSql(entry: string, sqlType: string): string {
  const type = expressionTypeOfSqlType(sqlType);
  if (type === 'date') return `CAST((${entry}) - DATE '1970-01-01' AS DOUBLE)`;
  return type === 'timestamp' ? `CAST(epoch_ms(${entry}) AS DOUBLE)` : `CAST(${entry} AS DOUBLE)`;
}

type Collector = { take(chunk: DuckDBDataChunk, column: number): void; finish(name: string): ReadColumn };

function collectorOf(wanted: WantedColumn, rows: number): Collector {
  if (wanted.kind === 'vector') return new VectorCollector({ ...wanted, rows });
  return wanted.kind === 'number' ? new NumberCollector() : new TextCollector();
}

class NumberCollector {
  private values = new Float64Array(4096);
  private length = 0;

  take(chunk: DuckDBDataChunk, column: number): void {
    const count = chunk.rowCount;
    // The typed array behind the vector is private in the types only; value by value would be ten times slower.
    const items: unknown = Reflect.get(chunk.getColumnVector(column), 'items');
    if (!(items instanceof Float64Array)) throw new Error('a column that was cast to DOUBLE came as another type');
    if (this.length + count > this.values.length) this.grow(this.length + count);
    this.values.set(items.subarray(0, count), this.length);
    this.length += count;
  }

  private grow(needed: number): void {
    const larger = new Float64Array(Math.max(needed, this.values.length * 2));
    larger.set(this.values.subarray(0, this.length));
    this.values = larger;
  }

  finish(name: string): NumberColumn {
    return { name, kind: 'number', values: this.values.slice(0, this.length) };
  }
}

class TextCollector {
  private readonly values: (string | null)[] = [];
  /** Equal texts share one string: categories repeat. */
  private readonly known = new Map<string, string>();

  take(chunk: DuckDBDataChunk, column: number): void {
    for (const value of chunk.getColumnValues(column))
      this.values.push(value === null ? null : this.share(String(value)));
  }

  private share(text: string): string {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    if (this.known.size < 10_000) this.known.set(text, text);
    return text;
  }

  finish(name: string): CategoryColumn {
    return { name, kind: 'category', values: this.values };
  }
}

/** A stored column as something to read; `kind` follows its type. */
export function wantedColumn(column: StoredColumn): WantedCell {
  return { name: column.name, sqlType: column.sqlType, kind: isNumeric(column) ? 'number' : 'category' };
}

function isNumeric({ type }: StoredColumn): boolean {
  return type === 'number' || type === 'integer' || type === 'boolean';
}

/** One column of numbers. */
export async function readNumbers(
  session: DuckSession,
  relation: string,
  name: string,
  sqlType = 'DOUBLE',
): Promise<Float64Array> {
  const { columns } = await readColumns(session, relation, [{ name, kind: 'number', sqlType }]);
  const column = columns[0];
  if (column?.kind !== 'number') throw new Error(`column ${quoteName(name)} was not read as numbers`);
  return column.values;
}

/**
 * One column as texts: booleans and numbers in the form the expression language prints them, so that a class reads the
 * same everywhere.
 */
export async function readTexts(
  session: DuckSession,
  relation: string,
  column: StoredColumn,
): Promise<(string | null)[]> {
  const values: (string | null)[] = [];
  for await (const chunk of session.stream(`SELECT ${textSql(column)} AS t FROM ${relation}`)) {
    for (const value of chunk.getColumnValues(0)) values.push(value === null ? null : String(value));
  }
  return values;
}

/** SQL of a cell as text, null when missing: whole numbers without a fraction, as the expression language prints them. */
export function textSql(column: StoredColumn): string {
  const cell = entrySql(column.name, column.sqlType);
  if (column.type === 'number') {
    const whole = `CAST(CAST(${cell} AS BIGINT) AS VARCHAR)`;
    return `CASE WHEN abs(${cell}) < 1e15 AND ${cell} = trunc(${cell}) THEN ${whole} ELSE CAST(${cell} AS VARCHAR) END`;
  }
  return column.type === 'integer' ? `CAST(CAST(${cell} AS BIGINT) AS VARCHAR)` : `CAST(${cell} AS VARCHAR)`;
}

/** Throws the error that names a column a table does not have. */
export function requireColumn(columns: readonly StoredColumn[], name: string, place: string): StoredColumn {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new PipelineError({
    code: 'unknown-column',
    family: 'pipeline',
    place,
    seen: `no column "${name}" in the table`,
    expected: `one of ${columns
      .slice(0, 12)
      .map((column) => column.name)
      .join(', ')}`,
    next: 'Connect rows that have this column.',
    column: name,
  });
}
