// The program of the data benches: makes a CSV file, lands it as an upload is landed, does the same by hand in DuckDB,
// and reads windows of a stored table. One JSON line in, one out; a process for each measurement tells its peak memory.
import { mkdtempSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { answerLines } from '../../testing/answer-lines';
import { cpuSince, peakMegabytes } from '../../testing/process-figures';
import { openDuckSession } from '../duckdb';
import { landFile } from '../ingest/land-file';
import { tableFormatOf } from '../parquet-file';
import { describeTable, plainTable } from '../plain-table';
import { profileTable } from '../profile-table';
import { quoteText } from '../sql-text';
import { orderFile, readTableWindow, windowRequestSchema, writeOrder } from '../table-window';

const engineSchema = z.object({ folder: z.string(), memoryMegabytes: z.number(), threads: z.int() });
const requestSchema = z.discriminatedUnion('do', [
  engineSchema.extend({ do: z.literal('make'), rows: z.int().positive(), seed: z.int(), file: z.string() }),
  engineSchema.extend({ do: z.literal('land'), file: z.string(), profile: z.boolean() }),
  engineSchema.extend({ do: z.literal('by-hand'), file: z.string(), newest: z.boolean().default(false) }),
  engineSchema.extend({
    do: z.literal('window'),
    table: z.string(),
    window: windowRequestSchema,
    order: z.string().nullable().default(null),
  }),
  engineSchema.extend({ do: z.literal('order'), table: z.string(), sort: z.string() }),
]);
type Request = z.output<typeof requestSchema>;
type Of<Name extends Request['do']> = Extract<Request, { do: Name }>;

async function openPlain({ folder, memoryMegabytes, threads }: z.output<typeof engineSchema>) {
  const settings = {
    memory_limit: `${memoryMegabytes}MB`,
    threads: String(threads),
    temp_directory: join(folder, 'spill'),
  };
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  return {
    run: (sql: string) => connection.run(sql),
    close() {
      connection.disconnectSync();
      instance.closeSync();
    },
  };
}

/** About 50 bytes a row: a number, a time, a word of 900, an amount, a small number. */
async function make({ rows, seed, file, ...engine }: Of<'make'>) {
  const duck = await openPlain(engine);
  const random = (salt: number, below: number) => `(hash(i * ${salt} + ${seed}) % ${below})`;
  await duck.run(
    `COPY (SELECT i AS id, TIMESTAMP '2020-01-01' + to_seconds(i * 3) AS at, 'shop-' || ${random(7, 900)} AS shop,
      ${random(11, 1_000_000)} / 100 AS amount, ${random(13, 20)} AS pieces FROM range(${rows}) t(i))
     TO ${quoteText(file)} (FORMAT csv, HEADER)`,
  );
  duck.close();
  return { bytes: statSync(file).size };
}

/** The code that a child of the worker runs for an upload; the profile, which an upload waits for, is timed beside it. */
async function land({ file, profile, ...engine }: Of<'land'>) {
  const folder = mkdtempSync(join(engine.folder, 'land-'));
  const session = openDuckSession({ ...engine, folder, readOnlyFolders: [dirname(file)] });
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const { table, meta, report } = await landFile({ session, path: file, name: file, folder });
  const ms = performance.now() - begun;
  const cpuMs = cpuSince(cpu);
  const peak = peakMegabytes();
  let profileMs: number | null = null;
  if (profile) {
    const before = performance.now();
    await profileTable(session, plainTable(table, meta), {});
    profileMs = performance.now() - before;
  }
  session.close();
  const types = Object.fromEntries(meta.columns.map(({ name, type }) => [name, type]));
  const rejected = report.rejectedCount + report.badCellCount;
  const { size: bytes } = statSync(table);
  return { ms, cpuMs, profileMs, table, rows: meta.rows, bytes, peakMegabytes: peak, types, rejected };
}

/** As somebody would write it, who names the types; `newest`: in the version of the format that our tables have, too. */
async function landByHand({ file, newest, ...engine }: Of<'by-hand'>) {
  const folder = mkdtempSync(join(engine.folder, 'hand-'));
  const table = join(folder, 'table.parquet');
  const duck = await openPlain(engine);
  const begun = performance.now();
  const cpu = process.cpuUsage();
  await duck.run(
    `COPY (SELECT * FROM read_csv(${quoteText(file)}, header = true, columns = {'id': 'BIGINT', 'at': 'TIMESTAMP',
      'shop': 'VARCHAR', 'amount': 'DOUBLE', 'pieces': 'BIGINT'})) TO ${quoteText(table)} (${newest ? tableFormatOf(3) : 'FORMAT parquet, COMPRESSION zstd'})`,
  );
  const ms = performance.now() - begun;
  const cpuMs = cpuSince(cpu);
  duck.close();
  return { ms, cpuMs, table, bytes: statSync(table).size, peakMegabytes: peakMegabytes() };
}

/** As a child answers it: a session, the table described, the window read. */
async function window({ table, window: request, order, ...engine }: Of<'window'>) {
  const begun = performance.now();
  const session = openDuckSession({ ...engine, readOnlyFolders: [dirname(table)] });
  const { rows } = await readTableWindow(session, await describeTable(session, table), request, order);
  const ms = performance.now() - begun;
  session.close();
  return { ms, rows: rows.length };
}

/** The order that deep windows are read by from then on. */
async function order({ table, sort, ...engine }: Of<'order'>) {
  const begun = performance.now();
  const session = openDuckSession({ ...engine, readOnlyFolders: [dirname(table)] });
  const path = join(engine.folder, orderFile);
  await writeOrder(session, { table: await describeTable(session, table), path, sort, descending: false });
  session.close();
  return { ms: performance.now() - begun, path };
}

function answer(request: Request): Promise<object> {
  switch (request.do) {
    case 'make':
      return make(request);
    case 'land':
      return land(request);
    case 'by-hand':
      return landByHand(request);
    case 'window':
      return window(request);
    case 'order':
      return order(request);
  }
}

await answerLines(requestSchema, answer);
