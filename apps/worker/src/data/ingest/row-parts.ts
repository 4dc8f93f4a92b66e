import { join } from 'node:path';
import { BIGINT, type DuckDBAppender, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { DuckSession } from '../duckdb';
import { tableFormatOf } from '../parquet-file';
import { quoteName, quoteText, quoteTexts } from '../sql-text';

/** A column whose values are computed here. */
export type PartColumn = { stored: Omit<StoredColumn, 'missing'>; type: DuckDBType };

/** Bytes of values collected before they go to disk. */
const partBytes = 8 * 2 ** 20;
/** Rows of a row group of the finished table; fewer where the rows are large, or their columns many. */
const groupRows = 122_880;
const buffer = 'row_parts';

/**
 * Writes rows that are computed here, not read by DuckDB, as a table file: by way of small part files, so that memory
 * does not grow with the table.
 */
export class RowParts {
  private readonly parts: string[] = [];
  private readonly missing: number[];
  private appender: DuckDBAppender | null = null;
  private pendingBytes = 0;
  private bytes = 0;
  private rows = 0;

  constructor(
    private readonly session: DuckSession,
    private readonly folder: string,
    private readonly columns: readonly PartColumn[],
  ) {
    this.missing = columns.map(() => 0);
  }

  /** Adds at most 2,048 rows, column by column; `bytes` is about what they take. */
  async add(values: readonly (readonly DuckDBValue[])[], options: { rows: number; bytes: number }): Promise<void> {
    const { rows, bytes } = options;
    if (rows === 0) return;
    this.appender ??= await this.openAppender();
    const chunk = DuckDBDataChunk.create([BIGINT, ...this.columns.map(({ type }) => type)], rows);
    chunk.setColumnValues(
      0,
      Array.from({ length: rows }, (_, at) => BigInt(this.rows + at)),
    );
    for (const [at, column] of values.entries()) {
      chunk.setColumnValues(at + 1, column);
      for (const value of column) if (value === null) this.missing[at]!++;
    }
    this.appender.appendDataChunk(chunk);
    this.rows += rows;
    this.bytes += bytes;
    this.pendingBytes += bytes;
    if (this.pendingBytes >= partBytes) await this.flush();
  }

  private async openAppender(): Promise<DuckDBAppender> {
    const columns = this.columns.map(({ stored }) => `${quoteName(stored.name)} ${stored.sqlType}`);
    await this.session.run(`CREATE OR REPLACE TEMP TABLE ${buffer} (${['__row BIGINT', ...columns].join(', ')})`);
    return (await this.session.connection()).createAppender(buffer);
  }

  private async flush(): Promise<void> {
    if (this.appender === null) return;
    this.appender.closeSync();
    this.appender = null;
    this.pendingBytes = 0;
    const path = join(this.folder, `part-${this.parts.length}.parquet`);
    await this.session.run(`COPY ${buffer} TO ${quoteText(path)} (${tableFormatOf(this.columns.length)})`);
    await this.session.run(`DROP TABLE ${buffer}`);
    this.parts.push(path);
  }

  /** Writes the table and says what it measured. */
  async finish(path: string): Promise<{ rows: number; columns: StoredColumn[] }> {
    if (this.parts.length === 0) this.appender ??= await this.openAppender();
    await this.flush();
    const perRow = this.bytes / Math.max(1, this.rows);
    const group = Math.max(1, Math.min(groupRows, Math.floor(partBytes / Math.max(1, perRow))));
    await this.session.run(
      `COPY (SELECT * FROM read_parquet(${quoteTexts(this.parts)})) TO ${quoteText(path)} (${tableFormatOf(this.columns.length, { groupRows: group })})`,
    );
    const { rows } = this;
    const columns = this.columns.map(
      ({ stored }, at): StoredColumn => ({ ...stored, missing: rows === 0 ? 0 : this.missing[at]! / rows }),
    );
    return { rows, columns };
  }
}
