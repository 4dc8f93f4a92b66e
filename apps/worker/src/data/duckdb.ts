import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type Json } from '@duckdb/node-api';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { diskFull } from './disk-full';
import { registerExpressionKernels } from './expression-kernels';
import { quoteTexts } from './sql-text';

export type DuckSessionOptions = {
  /** The only folder the session may read and write; spilled data goes into `<folder>/spill`. */
  folder: string;
  memoryMegabytes: number;
  threads: number;
  /** Further folders to read from, such as those of input artifacts. DuckDB cannot forbid writing there: file modes do. */
  readOnlyFolders?: readonly string[];
  /** Interrupts whatever runs when it fires. */
  signal?: AbortSignal;
};

/** One locked-down DuckDB database in memory, with the expression kernels registered. Opens on first use. */
export type DuckSession = {
  /** Runs statements without a result. */
  run(sql: string): Promise<void>;
  /** Rows as JSON-safe objects: BIGINT as text, dates as ISO text. For small results. */
  query(sql: string): Promise<Record<string, Json>[]>;
  /** The only row of a result, every cell as a number (null stays null). For aggregates. */
  numbers(sql: string): Promise<Record<string, number | null>>;
  /** Chunks of a result, in order, without holding it in memory. */
  stream(sql: string): AsyncGenerator<DuckDBDataChunk>;
  /** Loads rows into a table by chunks. */
  connection(): Promise<DuckDBConnection>;
  close(): void;
};

/**
 * Opens a session that sees nothing but its folders: no network, no extensions, no other file (engines.md 5).
 * Configuration is locked last, so nothing that runs later, user SQL included, can widen it.
 */
export function openDuckSession(options: DuckSessionOptions): DuckSession {
  let opened: Promise<Opened> | null = null;
  let closed = false;
  const connect = (): Promise<Opened> => {
    if (closed) throw new Error('the DuckDB session is closed');
    opened ??= open(options);
    return opened;
  };
  const guarded = async <T>(sql: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const { connection } = await connect();
    return interruptible(connection, options.signal, () => work(connection)).catch((error: unknown) => {
      throw explainDuckError(error, sql, options);
    });
  };
  return {
    run: (sql) => guarded(sql, async (connection) => void (await connection.run(sql))),
    query: (sql) => guarded(sql, async (connection) => (await connection.run(sql)).getRowObjectsJson()),
    async numbers(sql) {
      const rows = await guarded(sql, async (connection) => (await connection.run(sql)).getRowObjectsJson());
      return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, cell]) => [name, toNumber(cell)]));
    },
    async *stream(sql) {
      const result = await guarded(sql, (connection) => connection.stream(sql));
      for (;;) {
        const chunk = await guarded(sql, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk;
      }
    },
    connection: async () => (await connect()).connection,
    close() {
      closed = true;
      void opened?.then(
        ({ connection, instance }) => {
          connection.disconnectSync();
          instance.closeSync();
        },
        () => undefined, // opening failed: whoever awaited it has the error
      );
      opened = null;
    },
  };
}

type Opened = { instance: DuckDBInstance; connection: DuckDBConnection };

async function open(options: DuckSessionOptions): Promise<Opened> {
  const spill = join(options.folder, 'spill');
  mkdirSync(spill, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.max(64, Math.floor(options.memoryMegabytes))}MB`,
    threads: String(options.threads),
    temp_directory: spill,
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  registerExpressionKernels(connection);
  const folders = [options.folder, ...(options.readOnlyFolders ?? [])];
  // The order matters: once external access is off the folders can no longer be set, once locked nothing can.
  for (const statement of [
    "SET TimeZone='UTC'",
    // It makes a hash join of IN with many values, and rows that come out of one are in no order: that of a file has a meaning.
    "SET disabled_optimizers='in_clause'",
    `SET allowed_directories=${quoteTexts(folders)}`,
    'SET enable_external_access=false',
    'SET autoinstall_known_extensions=false',
    'SET autoload_known_extensions=false',
    'SET lock_configuration=true',
  ]) {
    await connection.run(statement);
  }
  return { instance, connection };
}

async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted(); // an interrupted query is a cancelled step, not an engine error
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

function toNumber(cell: Json | undefined): number | null {
  if (cell === null || cell === undefined) return null;
  return Number(cell);
}

function explainDuckError(error: unknown, sql: string, options: DuckSessionOptions): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (/out of memory/i.test(text)) {
    return new PipelineError({
      code: 'out-of-memory',
      family: 'operator',
      place: 'Data engine',
      seen: `a query that needs more than ${options.memoryMegabytes} MB`,
      expected: 'a query that fits, spilling to disk',
      next: 'Give the step more memory, or choose fewer columns or rows before it.',
      cause: error,
    });
  }
  if (/no space left on device|could not write/i.test(text)) return diskFull(options.folder, error);
  if (error instanceof PipelineError || !(error instanceof Error)) return error;
  return engineError(error, sql, options);
}

/** The engine's sentence for people; the statement, its excerpt in the engine's text and the paths are for the log. */
function engineError(error: Error, sql: string, options: DuckSessionOptions): Error {
  const [sentence = ''] = error.message.split(/\n\s*LINE \d+:/);
  const folders = [options.folder, ...(options.readOnlyFolders ?? [])].sort((a, b) => b.length - a.length);
  const plain = folders.reduce((text, folder) => text.replaceAll(`${folder}/`, '').replaceAll(folder, '…'), sentence);
  const shown = new Error(plain.trim(), { cause: error });
  const statement = sql.length > 2000 ? `${sql.slice(0, 2000)}…` : sql;
  shown.stack = `${error.message}\nin: ${statement}\n${shown.stack ?? ''}`; // what a report keeps as its detail
  return shown;
}
