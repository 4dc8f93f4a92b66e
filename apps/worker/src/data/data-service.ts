import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ErrorReport, PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { type ArtifactHash, artifactHashSchema, type ProjectId, projectIdSchema } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { previewRequestSchema } from '@millrace/pipeline-core/preview';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { partSchema } from '@millrace/pipeline-core/schema';
import { tableSketchSchema } from '@millrace/pipeline-core/sketch';
import { sourceConfigSchema } from '@millrace/pipeline-core/sources';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { OutsideGrant } from '../outside/outside-grant';
import { scrubber, scrubValue } from '../outside/scrub';
import { type ArtifactStore, hashJson } from './artifact-store';
import { createTaskSlots } from './data-service-slots';
import { nameDiskFull } from './disk-full';
import { followRequestSchema, followTask } from './follow-request';
import { landReportSchema } from './ingest/land-report';
import { createKeptOrders, type KeptOrders, orderOfWindow } from './kept-orders';
import { rowsFormats } from './part-rows';
import { latePreview } from './preview/late-preview';
import { needsOwnProcess, type PlacedArtifact, previewTask } from './preview/preview-task';
import { type ColumnFilter, columnFilterSchema } from './row-filters';
import { orderFile } from './table-window';

/** Where an artifact is: a file of the store, or small JSON inline. */
export type FoundArtifact = { kind: string; location: string | null; inline?: Json };

/** Work for a child: `folder` is the only place it may write to. */
export type ChildTask = {
  task: 'land' | 'rows' | 'order' | 'test-source' | 'follow' | 'preview' | TableTask;
  args: Json;
  folder: string;
  seconds: number;
  /** Ends the work: nobody waits for its answer any more. */
  signal?: AbortSignal;
  /** In a process that nobody else uses before or after: the task runs what an author wrote. */
  alone?: boolean;
  /** What taking longer is called, where there are words for it. */
  lateError?: ErrorReport;
};
type TableTask = 'profile' | 'window' | 'sketch' | 'associate' | 'pair' | 'split';

/** Landing a large file takes the longest; nobody waits for a page of a table longer than this. */
const taskSeconds: Record<ChildTask['task'], number> = {
  land: 1800,
  profile: 1800,
  window: 30,
  rows: 1800,
  order: 300,
  split: 600,
  sketch: 1800,
  associate: 300,
  pair: 60,
  follow: 120,
  preview: 20,
  'test-source': 60,
};

export type DataServiceOptions = {
  token: string;
  store: ArtifactStore;
  /** Temporary folders of uploads and tasks are made below it; on the disk of the store, so that inputs can be linked. */
  folder: string;
  /** Of this process alone, emptied by it, and on the same disk: kept orders of tables lie there. */
  ordersFolder: string;
  findArtifact(hash: ArtifactHash): Promise<FoundArtifact | null>;
  /** What a source that is tried may reach, with its secret opened; only for installations with an execute role. */
  grant(wanted: { projectId: ProjectId; secret: string | null; place: string }): Promise<OutsideGrant>;
  /** Runs a task in a locked-down child. */
  runTask(task: ChildTask): Promise<Json>;
  /** Tasks at the same time, each in a process of its own; others wait so long at most. */
  slots?: number;
  waitMs?: number;
  /** Previews at the same time: they come by themselves while people type, and must not hold up what was asked for. */
  previewSlots?: number;
  /** Largest upload in bytes. */
  uploadLimit?: number;
};

/** An artifact that landing stored; the caller writes its row. */
export type StoredFile = { hash: ArtifactHash; bytes: number; kind: string; location?: string; inline?: Json };

const landedSchema = z.object({
  table: z.string(),
  meta: tableMetaSchema,
  report: landReportSchema,
  profile: tableProfileSchema,
  sketch: tableSketchSchema.optional(),
});

const landQuery = z.object({
  file: z.string().min(1).max(400),
  format: landReportSchema.shape.format.optional(),
  delimiter: z.string().length(1).optional(),
  header: z.stringbool().optional(),
});

const windowQuery = z.object({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  part: partSchema.optional(),
  row: z.coerce.number().int().nonnegative().optional(),
  sort: z.string().optional(),
  descending: z.stringbool().default(false),
  columns: z.string().optional(),
  search: z.string().max(200).optional(),
  /** JSON, see `columnFilterSchema`. */
  filters: z.string().max(20_000).optional(),
});

const rowsQuery = z.object({
  part: partSchema,
  columns: z.string().optional(),
  /** Columns to leave out. */
  except: z.string().optional(),
  format: z.enum(rowsFormats).default('ndjson'),
  order: z.enum(['row', 'shuffled']).default('row'),
  seed: z.coerce.number().int().nonnegative().default(0),
  fold: z.coerce.number().int().nonnegative().optional(),
  expanding: z.stringbool().default(false),
});

const writtenRows = z.object({ rows: z.number().int() });
const writtenOrder = z.object({ written: z.boolean() });

const hashParams = z.object({ hash: artifactHashSchema });

/**
 * The internal HTTP service of role execute: uploads, table windows, profiles and artifacts for web, which has checked
 * the caller's rights. Bearer token on every request; whatever reads a file's content runs in a child.
 */
export function createDataService(given: DataServiceOptions): FastifyInstance {
  const options = withSlots(given);
  const orders = keptOrders(options);
  const app = fastify({ bodyLimit: options.uploadLimit ?? 8 * 2 ** 30, logger: false });
  app.addHook('onRequest', async (request, reply) => {
    if (!isAuthorised(request, options.token))
      await reply.code(401).send({ error: toErrorReport(unauthorised(), 'Data service') });
  });
  app.setErrorHandler(async (error, request, reply) => {
    const report = toErrorReport(nameDiskFull(error), placeOf(request));
    const status = { pipeline: 422, operator: 503, bug: 500 }[report.family];
    await reply.code(report.code.endsWith('-not-found') ? 404 : status).send({ error: report });
  });
  // The body is the file itself, whatever its content type says.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post('/land', (request) => land(options, request));
  app.post('/sources/test', (request) => testSource(options, request));
  app.get('/tables/:hash/window', async (request) => {
    const { columns, filters, ...query } = windowQuery.parse(request.query);
    const asked = { ...query, ...namesIn('columns', columns), ...readFilters(filters) };
    const { hash } = hashParams.parse(request.params);
    const table = { hash, path: await requireTablePath(options, request) };
    const order = await orderOfWindow(orders, table, asked);
    return tableTask(options, { request, task: 'window', args: { request: asked, order } });
  });
  app.get('/tables/:hash/profile', async (request) => {
    const { target } = z.object({ target: z.string().optional() }).parse(request.query);
    return tableTask(options, { request, task: 'profile', args: target === undefined ? {} : { target } });
  });
  app.get('/tables/:hash/split', (request) => tableTask(options, { request, task: 'split', args: {} }));
  app.get('/tables/:hash/rows', (request, reply) => sendRows(options, request, reply));
  app.get('/tables/:hash/sketch', (request) => tableTask(options, { request, task: 'sketch', args: {} }));
  app.get('/tables/:hash/associations', (request) => tableTask(options, { request, task: 'associate', args: {} }));
  app.get('/tables/:hash/pair', (request) => {
    const args = z.object({ a: z.string(), b: z.string() }).parse(request.query);
    return tableTask(options, { request, task: 'pair', args });
  });
  app.post('/follow', (request) => follow(options, request));
  app.post('/preview', (request) => preview(options, request));
  app.get('/artifacts/:hash', (request, reply) => sendArtifact(options, request, reply));
  app.get('/artifacts/:hash/json', async (request, reply) => {
    const found = await requireArtifact(options, request);
    reply.type('application/json');
    return found.location === null ? JSON.stringify(found.inline ?? null) : options.store.open(found.location);
  });
  app.get('/health', async () => ({ ok: true, freeBytes: await options.store.freeBytes() }));
  return app;
}

/** All orders that are kept, together: each takes a few bytes for a row. */
const mostOrderBytes = 2 ** 30;

function keptOrders(options: DataServiceOptions): KeptOrders {
  return createKeptOrders({
    folder: options.ordersFolder,
    mostBytes: mostOrderBytes,
    make: ({ path, sort, descending }, keep) =>
      withFolder(options, async (folder) => {
        const args = { path, sort, descending };
        const answer = await options.runTask({ task: 'order', args, folder, seconds: taskSeconds.order });
        if (writtenOrder.parse(answer).written) await keep(join(folder, orderFile));
      }),
  });
}

/** Names of columns from a list in the address, each encoded once more: a name may hold a comma. */
function namesIn(key: 'columns' | 'except', list: string | undefined): Record<string, string[]> {
  return list === undefined ? {} : { [key]: list.split(',').map(decodeURIComponent) };
}

function readFilters(text: string | undefined): { filters?: ColumnFilter[] } {
  return text === undefined ? {} : { filters: z.array(columnFilterSchema).max(50).parse(JSON.parse(text)) };
}

function withSlots(options: DataServiceOptions): DataServiceOptions {
  const { slots = 4, previewSlots = 2, waitMs = 30_000 } = options;
  const enter = createTaskSlots({ slots, waitMs });
  const enterPreview = createTaskSlots({ slots: previewSlots, waitMs });
  const run = async (task: ChildTask) => {
    task.signal?.throwIfAborted(); // the caller may have gone while the task waited for its turn
    return options.runTask(task);
  };
  return {
    ...options,
    runTask: (task) => (task.task === 'preview' ? enterPreview : enter)(() => run(task), task.signal),
  };
}

/** A value as the JSON it becomes when sent: no undefined fields. */
function plainJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}

function placeOf(request: FastifyRequest): string {
  return request.routeOptions.url === '/land' ? 'Upload' : 'Data service';
}

function isAuthorised(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function unauthorised(): PipelineError {
  return new PipelineError({
    code: 'unauthorised',
    family: 'operator',
    place: 'Data service',
    seen: 'no valid token',
    expected: 'the internal token of this installation',
    next: 'Start web and worker with the same INTERNAL_TOKEN.',
  });
}

async function withFolder<T>(options: DataServiceOptions, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(options.folder, `task-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keeps the raw file byte for byte, lets a child read it, keeps the table; rows of the database are the caller's. */
async function land(options: DataServiceOptions, request: FastifyRequest) {
  const { file, ...reading } = landQuery.parse(request.query);
  return withFolder(options, async (folder) => {
    const path = join(folder, 'raw');
    // With the parser above the body is the request's own stream; without a body there is none.
    await pipeline(
      (request.body as NodeJS.ReadableStream | undefined) ?? request.raw,
      createWriteStream(path, { flags: 'wx', mode: 0o444 }),
    );
    const raw = await options.store.putFile(path);
    const args = plainJson({ path, name: file, ...reading });
    const landed = landedSchema.parse(await options.runTask({ task: 'land', args, folder, seconds: taskSeconds.land }));
    const table = await options.store.putFile(landed.table);
    const { hash, bytes } = hashJson(landed.meta);
    const files: Record<'raw' | 'table' | 'metaArtifact', StoredFile> = {
      raw: { ...raw, kind: 'file' },
      table: { ...table, kind: 'table' },
      metaArtifact: { hash, bytes, kind: 'table-meta', inline: plainJson(landed.meta) },
    };
    const { report } = landed;
    return {
      ...files,
      format: report.format,
      meta: landed.meta,
      profile: landed.profile,
      ...(landed.sketch === undefined ? {} : { sketch: landed.sketch }),
      // What a person has to look at: lines left out, and cells that count as missing because they do not fit.
      rejected: report.rejectedCount + report.badCellCount,
      rejects: [
        ...report.rejected.map(({ line, message, text }) => ({ line, reason: message, text })),
        ...report.badCells.map(({ line, message, text, column }) => ({ line, reason: message, text, column })),
      ],
      notes: report.notes,
      report,
    };
  });
}

const testBody = z.object({ project: projectIdSchema, config: sourceConfigSchema, secret: z.string().nullable() });

/** Connects to a source as it would be read, and says what it found. */
async function testSource(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const { project, config, secret } = testBody.parse(JSON.parse(await textOf(request)));
  const outside = await options.grant({ projectId: project, secret, place: 'Source' });
  const scrub = scrubber(outside.secret);
  return withFolder(options, async (folder) => {
    const args = plainJson({ config, outside });
    try {
      return await options.runTask({ task: 'test-source', args, folder, seconds: taskSeconds['test-source'] });
    } catch (error) {
      if (error instanceof PipelineError) throw new PipelineError(scrubValue(error.report, scrub));
      throw error;
    }
  });
}

/** Bytes of a small request, and of a preview, which holds the settings of all its steps. */
const most = { small: 1024 ** 2, preview: 16 * 1024 ** 2 };

/** The body of a request. The parser above hands it on as a stream. */
async function textOf(request: FastifyRequest, mostBytes: number = most.small): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of (request.body as NodeJS.ReadableStream | undefined) ?? request.raw) {
    const chunk = Buffer.from(part);
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw tooLong(mostBytes);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

function tooLong(mostBytes: number): PipelineError {
  return new PipelineError({
    code: 'request-too-long',
    family: 'pipeline',
    place: 'Data service',
    seen: `a request of more than ${mostBytes / 1024 ** 2} MB`,
    expected: 'a shorter one',
    next: 'Name fewer columns in the settings of the steps, or run the pipeline to here.',
  });
}

/** Finds one row in many tables at once. */
async function follow(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const asked = followRequestSchema.parse(JSON.parse(await textOf(request)));
  const args = await followTask(asked, (hash) => tablePath(options, hash));
  return whileWaiting(request, (signal) =>
    withFolder(options, (folder) =>
      options.runTask({ task: 'follow', args: plainJson(args), folder, seconds: taskSeconds.follow, signal }),
    ),
  );
}

/** Rows of an output that no run has made yet. */
async function preview(options: DataServiceOptions, request: FastifyRequest): Promise<Json> {
  const asked = previewRequestSchema.parse(JSON.parse(await textOf(request, most.preview)));
  const args = plainJson(await previewTask(asked, (hash) => findPlaced(options, hash)));
  const alone = needsOwnProcess(asked);
  const task = {
    task: 'preview' as const,
    args,
    seconds: taskSeconds.preview,
    alone,
    lateError: latePreview('Preview'),
  };
  return whileWaiting(request, (signal) =>
    withFolder(options, (folder) => options.runTask({ ...task, folder, signal })),
  );
}

async function findPlaced(
  options: DataServiceOptions,
  hash: ArtifactHash,
): Promise<Pick<PlacedArtifact, 'kind' | 'path' | 'inline'>> {
  const { kind, location, inline } = await findRecord(options, hash);
  if (location !== null) return { kind, path: options.store.pathOf(location) };
  return inline === undefined ? { kind } : { kind, inline };
}

async function requireTablePath(options: DataServiceOptions, request: FastifyRequest): Promise<string> {
  return tablePath(options, hashParams.parse(request.params).hash);
}

async function tablePath(options: DataServiceOptions, hash: ArtifactHash): Promise<string> {
  const { location } = await findRecord(options, hash);
  if (location === null) throw notFound(hash, 'a table');
  return options.store.pathOf(location);
}

/**
 * Rows of a part as a stream. The child writes them into a file, so that a slow reader holds neither a process nor memory;
 * the file goes when it was read, or when the reader hangs up.
 */
async function sendRows(options: DataServiceOptions, request: FastifyRequest, reply: FastifyReply) {
  const { columns, except, ...query } = rowsQuery.parse(request.query);
  const wanted = { ...namesIn('columns', columns), ...namesIn('except', except) };
  const path = await requireTablePath(options, request);
  const folder = join(options.folder, `task-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  const forget = () => rm(folder, { recursive: true, force: true });
  try {
    const args = plainJson({ path, request: { ...query, ...wanted } });
    const answer = await whileWaiting(request, (signal) =>
      options.runTask({ task: 'rows', args, folder, seconds: taskSeconds.rows, signal }),
    );
    const written = writtenRows.parse(answer);
    const file = createReadStream(join(folder, `rows.${query.format}`)); // not from where a child says
    file.once('close', () => void forget());
    return await reply.type('application/octet-stream').header('x-millrace-rows', written.rows).send(file);
  } catch (error) {
    await forget();
    throw error;
  }
}

async function tableTask(
  options: DataServiceOptions,
  { request, task, args }: { request: FastifyRequest; task: TableTask; args: object },
): Promise<Json> {
  const path = await requireTablePath(options, request);
  const seconds = taskSeconds[task];
  return whileWaiting(request, (signal) =>
    withFolder(options, (folder) =>
      options.runTask({ task, args: plainJson({ path, ...args }), folder, seconds, signal }),
    ),
  );
}

/** Works for a caller; the signal fires when they have gone: a closed page ends what was computed for it. */
async function whileWaiting<T>(request: FastifyRequest, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { socket } = request.raw;
  const gone = () => controller.abort(new Error('the caller has gone'));
  socket.once('close', gone);
  try {
    return await work(controller.signal);
  } finally {
    socket.off('close', gone);
  }
}

async function sendArtifact(options: DataServiceOptions, request: FastifyRequest, reply: FastifyReply) {
  const found = await requireArtifact(options, request);
  if (found.location === null) return reply.type('application/json').send(JSON.stringify(found.inline ?? null));
  return reply.type('application/octet-stream').send(options.store.open(found.location));
}

async function requireArtifact(options: DataServiceOptions, request: FastifyRequest): Promise<FoundArtifact> {
  return findRecord(options, hashParams.parse(request.params).hash);
}

async function findRecord(options: DataServiceOptions, hash: ArtifactHash): Promise<FoundArtifact> {
  const found = await options.findArtifact(hash);
  if (found === null) throw notFound(hash, 'an artifact');
  return found;
}

function notFound(hash: string, what: string): PipelineError {
  return new PipelineError({
    code: 'artifact-not-found',
    family: 'operator',
    place: 'Data service',
    seen: `no record of ${hash.slice(0, 12)}…`,
    expected: `${what} with this hash`,
    next: 'Reload the page; if it stays, run the step again.',
  });
}
