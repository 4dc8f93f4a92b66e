// The program of the bench of a prepared pipeline: twelve steps as a worker runs them, results stored after each, and the
// same written by hand in SQL. One JSON line in, one out; a process for each measurement.
import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import { runSpecSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { ChildArtifact } from '../../child/protocol';
import { createArtifactStore, hashJson } from '../../data/artifact-store';
import { openDuckSession } from '../../data/duckdb';
import { tableFormatOf } from '../../data/parquet-file';
import { describeTable } from '../../data/plain-table';
import { parquetRelation, quoteText } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';
import { writeTable } from '../../data/table-store';
import { readTableWindow, windowRequestSchema } from '../../data/table-window';
import { answerLines } from '../../testing/answer-lines';
import { cpuSince, peakMegabytes } from '../../testing/process-figures';
import { runStep } from '../host';
import { timePreviews } from './bench-previews';
import { benchSteps, type HandStep } from './bench-steps';
import { countParts } from './count-parts';
import { tableDigest } from './table-digest';

const engineSchema = z.object({ folder: z.string(), megabytes: z.number(), threads: z.number() });
const requestSchema = z.discriminatedUnion('do', [
  engineSchema.extend({ do: z.literal('make'), rows: z.int().positive(), seed: z.int() }),
  engineSchema.extend({ do: z.literal('ours'), table: z.string() }),
  engineSchema.extend({ do: z.literal('by-hand'), table: z.string(), keep: z.enum(['each', 'last']) }),
  engineSchema.extend({ do: z.literal('previews'), table: z.string() }),
]);
type Request = z.output<typeof requestSchema>;
type Of<Name extends Request['do']> = Extract<Request, { do: Name }>;

const columns = [
  { name: 'id', type: 'integer', sqlType: 'BIGINT', sql: 'i' },
  { name: 'at', type: 'timestamp', sqlType: 'TIMESTAMP', sql: "TIMESTAMP '2020-01-01' + to_seconds(i * 3)" },
  { name: 'shop', type: 'text', sqlType: 'VARCHAR', sql: "'shop-' || (hash(i * 7 + $seed) % 900)" },
  {
    name: 'amount',
    type: 'number',
    sqlType: 'DOUBLE',
    sql: 'CASE WHEN hash(i * 5 + $seed) % 20 > 0 THEN (hash(i * 11 + $seed) % 1000000) / 100 END',
  },
  { name: 'pieces', type: 'integer', sqlType: 'BIGINT', sql: 'CAST(hash(i * 13 + $seed) % 20 AS BIGINT)' },
] as const;

async function make({ folder, rows, seed, ...engine }: Of<'make'>) {
  const session = openDuckSession({ folder, memoryMegabytes: engine.megabytes * 0.6, threads: engine.threads });
  const cells = columns.map(({ name, sql }) => `${sql.replaceAll('$seed', String(seed))} AS "${name}"`);
  const path = join(folder, 'table.parquet');
  const written = await writeTable(session, {
    query: `SELECT i AS __row, ${cells.join(', ')} FROM range(${rows}) t(i)`,
    path,
    columns: columns.map(({ name, type, sqlType }) => ({ name, type, sqlType, role: 'feature' })),
  });
  session.close();
  return { table: path, meta: datasetMeta({ rows: written.rows, columns: written.columns }) };
}

/** What a worker does for each step: run it over the stored table before, put its outputs into the store, durably. */
async function ours({ folder, table, ...engine }: Of<'ours'>) {
  const root = mkdtempSync(join(folder, 'ours-'));
  const store = await createArtifactStore(join(root, 'store'));
  let input: ChildArtifact[] = [tableArtifact(table), metaArtifact(await describe({ folder, table, ...engine }))];
  let bytes = 0;
  const paths: string[] = [];
  const steps: object[] = [];
  const begun = performance.now();
  const cpu = process.cpuUsage();
  for (const [at, step] of benchSteps.entries()) {
    const before = performance.now();
    const cpuBefore = process.cpuUsage();
    const count = countParts();
    const attempt = join(root, `step-${at}`);
    mkdirSync(attempt);
    const { outputs } = await runStep(requestOf(step, { folder: attempt, input, ...engine }), {
      signal: new AbortController().signal,
      log: () => undefined,
      progress: () => undefined,
      part: count.begin,
    });
    count.begin('put');
    const ran = performance.now();
    const made = outputs.find(({ port }) => port === 'table');
    const meta = outputs.find(({ port }) => port === 'table.meta');
    if (made?.path === undefined || meta?.inline === undefined) throw new Error(`${step.type} made no table`);
    const stored = await store.putFile(made.path);
    bytes += stored.bytes;
    paths.push(store.pathOf(stored.location));
    input = [{ ...tableArtifact(store.pathOf(stored.location)), hash: stored.hash }, metaArtifact(meta.inline)];
    const times = { runMs: ran - before, storeMs: performance.now() - ran, cpuMs: cpuSince(cpuBefore) };
    steps.push({ type: step.type, ...times, ...count.end() });
  }
  const times = { ms: performance.now() - begun, cpuMs: cpuSince(cpu) };
  const previews = await previewAll(folder, paths, engine);
  return { ...times, bytes, steps, previews, root, ...(await digest(input[0]?.path ?? '', engine)) };
}

/** What a click on each step shows: the first rows, and a window in the middle, each as a child answers it. */
async function previewAll(
  folder: string,
  paths: readonly string[],
  { megabytes, threads }: { megabytes: number; threads: number },
): Promise<number[]> {
  const times: number[] = [];
  for (const path of paths) {
    for (const share of [0, 0.5]) {
      const begun = performance.now();
      const session = openDuckSession({
        folder,
        memoryMegabytes: megabytes * 0.6,
        threads,
        readOnlyFolders: [dirname(path)],
      });
      const table = await describeTable(session, path);
      const request = windowRequestSchema.parse({ offset: Math.floor(table.rows * share), limit: 200 });
      await readTableWindow(session, table, request);
      times.push(performance.now() - begun);
      session.close();
    }
  }
  return times;
}

function requestOf(
  { type, params }: HandStep,
  o: { folder: string; input: ChildArtifact[]; megabytes: number; threads: number },
): Parameters<typeof runStep>[0] {
  const spec = runSpecSchema.parse({
    ...{ v: 1, step: 'step', title: type, type, version: 1, params, seed: 7, inputs: {}, references: {} },
    limits: { seconds: 600, megabytes: o.megabytes },
  });
  return {
    kind: 'step',
    id: o.folder,
    spec,
    inputs: { table: [{ artifacts: o.input, title: 'table' }] },
    references: {},
    folder: o.folder,
    threads: o.threads,
    memoryMegabytes: o.megabytes,
  };
}

async function describe({ folder, table, ...engine }: { folder: string; table: string; megabytes: number }) {
  const session = openDuckSession({ folder, memoryMegabytes: engine.megabytes, threads: 1 });
  const cells = columns.map(({ name }) => `count(*) - count("${name}") AS "${name}"`);
  const counts = await session.numbers(`SELECT count(*) AS rows, ${cells.join(', ')} FROM ${parquetRelation(table)}`);
  session.close();
  const rows = counts.rows ?? 0;
  return datasetMeta({
    rows,
    columns: columns.map(({ name, type, sqlType }) => {
      return { name, type, sqlType, role: 'feature' as const, missing: (counts[name] ?? 0) / rows };
    }),
  });
}

function tableArtifact(path: string): ChildArtifact {
  return { port: 'table', kind: 'table', hash: hashJson(path).hash, path };
}

function metaArtifact(meta: TableMeta | ChildArtifact['inline']): ChildArtifact {
  const inline = JSON.parse(JSON.stringify(tableMetaSchema.parse(meta)));
  return { port: 'table.meta', kind: 'table-meta', hash: hashJson(inline).hash, inline };
}

/** Steps that nobody has run yet, over the table they all start from. */
async function previews({ folder, table, ...engine }: Of<'previews'>) {
  const meta = await describe({ folder, table, ...engine });
  return {
    ...(await timePreviews({ folder, table: { path: table, meta }, ...engine })),
    peakMegabytes: peakMegabytes(),
  };
}

/** The same twelve steps as SQL: each result kept as a file of the same format, or only the last. */
async function byHand({ folder, table, keep, ...engine }: Of<'by-hand'>) {
  const root = mkdtempSync(join(folder, 'hand-'));
  const duck = await openPlain({ root, ...engine });
  const begun = performance.now();
  const cpu = process.cpuUsage();
  let from = parquetRelation(table);
  let bytes = 0;
  let path = table;
  for (const [at, { learn, sql }] of benchSteps.entries()) {
    const learned = learn === undefined ? {} : await duck.row(learn(from));
    const query = sql(from, learned);
    path = join(root, `${at}.parquet`);
    const isLast = at === benchSteps.length - 1;
    if (keep === 'each' || isLast) await duck.run(`COPY (${query}) TO ${quoteText(path)} (${tableFormatOf(1)})`);
    if (keep === 'each') bytes += statSync(path).size;
    from = keep === 'each' ? parquetRelation(path) : `(${query})`;
  }
  const times = { ms: performance.now() - begun, cpuMs: cpuSince(cpu) };
  duck.close();
  return { ...times, bytes: keep === 'each' ? bytes : statSync(path).size, root, ...(await digest(path, engine)) };
}

async function openPlain({ root, megabytes, threads }: { root: string; megabytes: number; threads: number }) {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.floor(megabytes * 0.6)}MB`,
    threads: String(threads),
    temp_directory: join(root, 'spill'),
  });
  const connection = await instance.connect();
  return {
    run: (sql: string) => connection.run(sql),
    async row(sql: string): Promise<Record<string, unknown>> {
      return (await (await connection.run(sql)).getRowObjectsJson())[0] ?? {};
    },
    close() {
      connection.disconnectSync();
      instance.closeSync();
    },
  };
}

/** What both sides must agree in. */
async function digest(path: string, { megabytes, threads }: { megabytes: number; threads: number }) {
  const duck = await openPlain({ root: dirname(path), megabytes, threads });
  const found = await tableDigest((sql) => duck.row(sql), path);
  duck.close();
  return { digest: found, peakMegabytes: peakMegabytes() };
}

function answer(request: Request): Promise<object> {
  switch (request.do) {
    case 'make':
      return make(request);
    case 'ours':
      return ours(request);
    case 'by-hand':
      return byHand(request);
    case 'previews':
      return previews(request);
  }
}

await answerLines(requestSchema, answer);
