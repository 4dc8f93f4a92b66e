import { dirname, join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { associate } from '../data/associations/associate';
import { drawPair } from '../data/associations/draw-pair';
import { type DuckSession, openDuckSession } from '../data/duckdb';
import { followRow, followTaskSchema } from '../data/follow-row';
import { landFile } from '../data/ingest/land-file';
import { landReportSchema } from '../data/ingest/land-report';
import type { LandLog } from '../data/ingest/landed';
import { onlyColumns } from '../data/only-columns';
import { packArgsSchema, packView } from '../data/pack-view';
import { measureSplit, rowsRequestSchema, writePartRows } from '../data/part-rows';
import { describeTable, plainTable } from '../data/plain-table';
import { previewTaskSchema } from '../data/preview/preview-task';
import { profileTable } from '../data/profile-table';
import { sketchTable } from '../data/sketch/sketch-table';
import { orderFile, readTableWindow, windowRequestSchema, writeOrder } from '../data/table-window';
import { testSource } from '../executors/ingest/read-source';
import { runPreview } from '../executors/preview/run-preview';
import { outsideGrantSchema } from '../outside/outside-grant';
import type { TaskRequest } from './protocol';

/** Calls of the data service that read untrusted files or run queries: each in a child, each with its own arguments. */
const argsOf = {
  land: z.object({
    path: z.string(),
    name: z.string(),
    format: landReportSchema.shape.format.optional(),
    delimiter: z.string().length(1).optional(),
    header: z.boolean().optional(),
  }),
  profile: z.object({ path: z.string(), target: z.string().optional(), columns: z.array(z.string()).optional() }),
  window: z.object({ path: z.string(), request: windowRequestSchema, order: z.string().nullable().default(null) }),
  order: z.object({ path: z.string(), sort: z.string(), descending: z.boolean() }),
  'test-source': z.object({ config: sourceConfigSchema, outside: outsideGrantSchema }),
  rows: z.object({ path: z.string(), request: rowsRequestSchema }),
  split: z.object({ path: z.string() }),
  sketch: z.object({ path: z.string() }),
  associate: z.object({ path: z.string(), columns: z.array(z.string()).optional() }),
  pair: z.object({ path: z.string(), a: z.string(), b: z.string() }),
  follow: followTaskSchema,
  preview: previewTaskSchema,
  'pack-view': packArgsSchema,
};

/** A landing of more rows does not wait for its summary: it is made, and kept, when it is first asked for. */
const sketchedRows = 1_000_000;

type TaskName = keyof typeof argsOf;
type TaskContext = {
  session: DuckSession;
  folder: string;
  signal: AbortSignal;
  log: LandLog;
  limits: { threads: number; memoryMegabytes: number };
};

const tasks: { [T in TaskName]: (args: z.output<(typeof argsOf)[T]>, context: TaskContext) => Promise<object> } = {
  async land(args, { session, folder, signal, log }) {
    const { format, delimiter, header, ...file } = args;
    const options = {
      ...(format === undefined ? {} : { format }),
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(header === undefined ? {} : { header }),
    };
    const landed = await landFile({ session, folder, signal, log, ...file, ...options });
    const profile = await profileTable(session, plainTable(landed.table, landed.meta), {});
    const small = landed.meta.rows <= sketchedRows;
    const sketch = small ? await sketchTable(session, plainTable(landed.table, landed.meta)) : undefined;
    return { ...landed, profile, sketch };
  },
  profile: async ({ path, target, columns }, { session }) =>
    profileTable(session, await describeTable(session, path), {
      ...(target === undefined ? {} : { target }),
      ...(columns === undefined ? {} : { columns }),
    }),
  window: async ({ path, request, order }, { session }) =>
    readTableWindow(session, await describeTable(session, path), request, order),
  async order({ path, ...order }, { session, folder }) {
    const table = await describeTable(session, path);
    return { written: await writeOrder(session, { table, path: join(folder, orderFile), ...order }) };
  },
  async 'test-source'({ config, outside }, { folder, signal }) {
    const task = {
      v: 1 as const,
      name: 'Source',
      policy: sourcePolicySchema.parse({}),
      secret: null,
      cursor: null,
      columns: null,
      request: null,
    };
    const quiet = { log: () => undefined, progress: () => undefined };
    return { message: await testSource({ title: 'Source', folder, signal, ...quiet, config, task, grant: outside }) };
  },
  rows: async ({ path, request }, { session, folder }) =>
    writePartRows(session, { table: await describeTable(session, path), folder, request }),
  split: async ({ path }, { session }) => measureSplit(session, { path, table: await describeTable(session, path) }),
  sketch: async ({ path }, { session }) => sketchTable(session, await describeTable(session, path)),
  associate: async ({ path, columns }, { session, signal }) => {
    const table = await describeTable(session, path);
    return associate(session, onlyColumns(table, { columns, place: 'Correlations › columns' }), signal);
  },
  pair: async ({ path, a, b }, { session }) => drawPair(session, await describeTable(session, path), { a, b }),
  follow: async (args, { session }) => ({ ports: await followRow(session, args) }),
  preview: (args, context) => runPreview(args, context),
  'pack-view': async (args, { session, folder }) => packView(session, { args, folder }),
};

/** Share of the child's memory that DuckDB may use. */
const duckShare = 0.6;

/** Runs a task in a session locked to the task's folder and the files it reads. */
export async function runTask(
  request: TaskRequest,
  signal: AbortSignal,
  log: LandLog = () => undefined,
): Promise<Json> {
  const { task, args, folder } = request;
  if (!isTaskName(task)) throw unknownTask(task);
  return runNamed(task, args, { folder, request, signal, log });
}

async function runNamed<T extends TaskName>(
  task: T,
  raw: unknown,
  { folder, request, signal, log }: { folder: string; request: TaskRequest; signal: AbortSignal; log: LandLog },
): Promise<Json> {
  const args = argsOf[task].parse(raw) as z.output<(typeof argsOf)[T]>; // the schema of this very task
  const session = openDuckSession({
    folder,
    memoryMegabytes: request.memoryMegabytes * duckShare,
    threads: request.threads,
    readOnlyFolders: [...new Set(filesIn(args).map((file) => dirname(file)))],
    signal,
  });
  try {
    // Every result is plain data by its type; stringify drops the undefined fields that IPC would keep.
    const { threads, memoryMegabytes } = request;
    const context = { session, folder, signal, log, limits: { threads, memoryMegabytes } };
    return JSON.parse(JSON.stringify(await tasks[task](args, context)));
  } finally {
    session.close();
  }
}

const fileArgsSchema = z.object({
  path: z.string().optional(),
  order: z.string().nullish(),
  paths: z.array(z.string()).optional(),
  ports: z.array(z.object({ path: z.string(), origin: z.string().nullable() })).optional(),
});

/** Files that a task reads besides its folder. */
function filesIn(args: object): string[] {
  const { path, order, paths = [], ports = [] } = fileArgsSchema.parse(args);
  return [path, order, ...paths, ...ports.flatMap((port) => [port.path, port.origin])].flatMap((file) => file ?? []);
}

function isTaskName(name: string): name is TaskName {
  return Object.hasOwn(argsOf, name);
}

function unknownTask(task: string): PipelineError {
  return new PipelineError({
    code: 'unknown-task',
    family: 'bug',
    place: 'Data service',
    seen: `task "${task}"`,
    expected: Object.keys(argsOf).join(', '),
    next: 'Report this.',
  });
}
