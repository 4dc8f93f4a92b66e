import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDataset,
  createSource,
  decideBatch,
  getOutcome,
  getSource,
  latestBatch,
  listBatches,
  listRuns,
  listStepLogs,
  listStepRuns,
  listTriggers,
  readOutbox,
  readTopic,
  recordTrigger,
  type Source,
  setSecret,
  updateSource,
} from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { type ProjectId, type RunId, userIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import {
  type SourceConfig,
  type SourcePolicy,
  sourceConfigSchema,
  sourcePolicySchema,
} from '@millrace/pipeline-core/sources';
import { listContracts } from '@millrace/pipeline-core/steps';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalPackages } from '../code-hashes.mjs';
import { type ArtifactStore, createArtifactStore } from './data/artifact-store';
import { type Execution, startExecution, stepTypeFacts } from './execution';
import { createGrants } from './grant-outside';
import { handleEvent } from './scheduling/events/handle-event';
import { createRunFacts } from './scheduling/events/run-facts';
import { startTriggeredRun } from './scheduling/start-triggered-run';
import { watchFolders } from './scheduling/watch-folders';
import { createQuietLogger } from './testing/quiet-logger';
import { until } from './testing/until';

const root = mkdtempSync(join(tmpdir(), 'millrace-sources-'));
const watched = mkdtempSync(join(tmpdir(), 'millrace-watched-'));
const key = 'an installation key of the test, long';
const secretValue = 'tok-3f9a-never-shown';

let test: TestDatabase;
let store: ArtifactStore;
let execution: Execution;
let server: Server;
let base: string;
let project: ProjectId;
let actor: string;

/** What the little server answers next, by path, and what it was asked. */
const answers = new Map<string, (response: ServerResponse, headers: IncomingHttpHeaders) => void>();
const asked: { path: string; headers: IncomingHttpHeaders }[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  store = await createArtifactStore(join(root, 'artifacts'));
  const childPath = join(import.meta.dirname, `../dist/test-child-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'child/main.ts')],
    outfile: childPath,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [externalPackages],
  });
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, request.headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listens on a port, so it is no pipe
  const environment = { MILLRACE_KEY: key, PRIVATE_HOSTS: new URL(base).host, WATCH_ROOTS: watched };
  execution = await startExecution({
    url: test.url,
    db: test.db,
    files: store,
    folder: join(root, 'attempts'),
    childPath,
    stepTypes: listContracts().map(stepTypeFacts),
    facts: { roles: ['execute'], version: 'test', capabilities: {} },
    settings: { slots: { cpu: 2 }, beatMs: 200, pollMs: 200, backoffMs: 20, leastFreeBytes: 0, mostMemoryShare: 1 },
    grantOutside: createGrants({ db: test.db, environment }),
    logger: createQuietLogger(),
  });
  const owner = await makeUser(test.db);
  actor = userIdSchema.parse(owner.id);
  project = (await makeProject(test.db, { ownerId: owner.id })).id;
  await setSecret(test.db, { projectId: project, name: 'token', value: secretValue, installationKey: key, actor });
}, 180_000);

afterAll(async () => {
  await execution?.stop();
  server?.close();
  await test?.drop();
  for (const folder of [root, watched]) rmSync(folder, { recursive: true, force: true });
  rmSync(join(import.meta.dirname, `../dist/test-child-${process.pid}.mjs`), { force: true });
}, 60_000);

let made = 0;
async function source(
  config: Record<string, unknown>,
  o: { policy?: Partial<SourcePolicy>; secret?: string } = {},
): Promise<Source> {
  const name = `source ${made++}`;
  const dataset = await createDataset(test.db, { projectId: project, name, createdBy: actor });
  if (!dataset.ok) throw new Error('the name is taken');
  const parsed: SourceConfig = sourceConfigSchema.parse(config);
  const source = await createSource(test.db, {
    projectId: project,
    name,
    config: parsed,
    secret: o.secret ?? null,
    policy: sourcePolicySchema.parse(o.policy ?? {}),
    datasetId: dataset.value.id,
    createdBy: actor,
  });
  if (!source.ok) throw new Error(source.error);
  return source.value;
}

/** What the schedule role does, here by hand: handles what steps and runs have put into the outbox. */
async function relay(): Promise<void> {
  const readJson = async (location: string) => {
    const parts: Buffer[] = [];
    for await (const part of store.open(location)) parts.push(Buffer.from(part));
    return jsonSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
  };
  const context = {
    db: test.db,
    queues: { enqueue: async () => undefined },
    runFacts: createRunFacts(test.db),
    readJson,
    pathOf: store.pathOf,
    receiptKey: null,
  };
  for (const { id, topic, key: name, payload } of await readOutbox(test.db)) {
    await handleEvent({ outboxId: String(id), topic, key: name, payload }, context);
  }
}

let wishes = 0;
/** Asks for a run as “Run now” does and waits for its end and what became of it. */
async function runNow(of: Source): Promise<{ id: RunId; status: string; outcome: string; message: string }> {
  const { projectId, pipelineId } = of;
  const wish = await recordTrigger(test.db, {
    projectId,
    pipelineId,
    requestKey: `hand ${wishes++}`,
    trigger: 'hand',
    startedBy: actor,
  });
  expect(await startTriggeredRun(test.db, wish.id)).toBe('started');
  return endOf(of);
}

async function endOf(of: Source) {
  const key = { projectId: of.projectId, pipelineId: of.pipelineId, limit: 1 };
  const run = await until(
    async () => {
      const [latest] = await listRuns(test.db, key);
      return latest === undefined || latest.status === 'running' ? null : latest;
    },
    { what: 'the end of the run' },
  );
  await relay();
  const outcome = await getOutcome(test.db, run.id);
  const [failed] = (await listStepRuns(test.db, { runId: run.id })).filter(({ status }) => status === 'failed');
  return {
    id: run.id,
    status: run.status,
    outcome: outcome?.kind ?? 'none',
    message: outcome?.message ?? failed?.error?.message ?? '',
  };
}

const csv = (rows: string[]) => ['id,amount,day', ...rows].join('\n');
const send = (path: string, body: string, headers: Record<string, string> = {}) =>
  answers.set(path, (response) => void response.writeHead(200, headers).end(body));
const batchesOf = (of: Source) => listBatches(test.db, { projectId: of.projectId, datasetId: of.datasetId });

describe('a source behind an address', () => {
  it('lands a batch with its bytes, table and report, announces it, and says so in the run', async () => {
    send('/orders.csv', csv(['1,2.5,2024-01-01', '2,3.5,2024-01-02']), { etag: '"one"' });
    const orders = await source({ kind: 'url', url: `${base}/orders.csv` });
    const run = await runNow(orders);
    expect(run).toMatchObject({ status: 'succeeded', outcome: 'landed' });
    const [batch] = await batchesOf(orders);
    expect(batch).toMatchObject({
      number: 1,
      rows: 2,
      fileName: 'orders.csv',
      state: 'ready',
      sourceId: orders.id,
      runId: run.id,
    });
    const lines = (await listStepLogs(test.db, { runId: run.id })).map(({ text }) => text);
    expect(lines.join('\n')).toContain('Batch 1: Landed 2 rows.');
    const events = await readTopic(test.db, { projectId: project, topic: 'raw-data-extracted', after: 0, limit: 100 });
    expect(events.filter(({ id }) => id === batch?.id)).toHaveLength(1);
  });

  it('finds nothing new by ETag, by the bytes, and lands what is new', async () => {
    answers.set('/etag.csv', (response, headers) => {
      if (headers['if-none-match'] === '"a"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"a"' }).end(csv(['1,1,2024-01-01']));
    });
    const tagged = await source({ kind: 'url', url: `${base}/etag.csv` });
    expect(await runNow(tagged)).toMatchObject({ outcome: 'landed' });
    expect(await runNow(tagged)).toMatchObject({ status: 'succeeded', outcome: 'nothing-new' });
    send('/etag.csv', csv(['1,1,2024-01-01']), { etag: '"b"' });
    expect(await runNow(tagged)).toMatchObject({
      outcome: 'nothing-new',
      message: 'The file has the same bytes as the one before.',
    });
    send('/etag.csv', csv(['1,1,2024-01-01', '2,2,2024-01-02']), { etag: '"c"' });
    expect(await runNow(tagged)).toMatchObject({ outcome: 'landed' });
    expect((await batchesOf(tagged)).map(({ rows }) => rows)).toEqual([2, 1]);
    // Bytes of a batch before the last one: the file went back.
    send('/etag.csv', csv(['1,1,2024-01-01']), { etag: '"d"' });
    expect(await runNow(tagged)).toMatchObject({
      outcome: 'same-bytes',
      message: 'Nothing landed: the same bytes as batch 1.',
    });
    expect(await batchesOf(tagged)).toHaveLength(2);
  });

  it('keeps the same bytes as a batch of their own, marked, where the source says so', async () => {
    send('/again.csv', csv(['1,1,2024-01-01']));
    const again = await source({ kind: 'url', url: `${base}/again.csv` }, { policy: { onSameBytes: 'keep' } });
    await runNow(again);
    expect(await runNow(again)).toMatchObject({ outcome: 'landed' });
    expect((await batchesOf(again)).map(({ sameAs }) => sameAs)).toEqual([1, null]);
  });

  it('holds another shape in quarantine until a person decides, and “latest” does not see it', async () => {
    send('/noon.csv', csv(['1,2.5,2024-01-01']));
    const noon = await source({ kind: 'url', url: `${base}/noon.csv` });
    await runNow(noon);
    send('/noon.csv', 'id,amount,currency\n2,much,EUR\n');
    const changed = await runNow(noon);
    expect(changed).toMatchObject({ status: 'succeeded', outcome: 'quarantined' });
    expect(changed.message).toContain('“amount” was number and is text, “day” is gone, “currency” (text) is new.');
    const dataset = { projectId: project, datasetId: noon.datasetId };
    expect(await latestBatch(test.db, dataset)).toMatchObject({ number: 1 });
    const [held] = await batchesOf(noon);
    if (held === undefined) throw new Error('no batch');
    expect(await decideBatch(test.db, { projectId: project, id: held.id, state: 'ready' })).toBe(true);
    expect(await decideBatch(test.db, { projectId: project, id: held.id, state: 'rejected' })).toBe(false);
    expect(await latestBatch(test.db, dataset)).toMatchObject({ number: 2 });
    const events = await readTopic(test.db, { projectId: project, topic: 'raw-data-extracted', after: 0, limit: 100 });
    expect(events.filter(({ id }) => id === held.id)).toHaveLength(1);
  });

  it('stops at another shape where the source says so, and nothing lands', async () => {
    send('/stop.csv', csv(['1,2.5,2024-01-01']));
    const strict = await source({ kind: 'url', url: `${base}/stop.csv` }, { policy: { onChange: 'stop' } });
    await runNow(strict);
    send('/stop.csv', 'id\n2\n');
    expect(await runNow(strict)).toMatchObject({
      status: 'failed',
      outcome: 'none',
      message: expect.stringContaining('“amount” is gone'),
    });
    expect(await batchesOf(strict)).toHaveLength(1);
  });

  it('does not go where it may not: to a private address, directly or by a redirect', async () => {
    const elsewhere = new URL(base);
    elsewhere.hostname = 'localhost';
    answers.set(
      '/away.csv',
      (response) => void response.writeHead(302, { location: `${elsewhere.origin}/orders.csv` }).end(),
    );
    const redirected = await source({ kind: 'url', url: `${base}/away.csv` });
    expect(await runNow(redirected)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('private address'),
    });
    const metadata = await source({ kind: 'url', url: 'http://169.254.169.254/latest/meta-data/' });
    expect(await runNow(metadata)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('PRIVATE_HOSTS'),
    });
    expect(await batchesOf(redirected)).toEqual([]);
  });

  it('gives up on a server that never ends, and says so', async () => {
    answers.set('/slow.csv', (response) => void response.writeHead(200).write('id\n'));
    const slow = await source({ kind: 'url', url: `${base}/slow.csv`, timeoutSeconds: 1 });
    const run = await runNow(slow);
    expect(run).toMatchObject({ status: 'failed', message: expect.stringContaining('within 1 s') });
    expect(asked.filter(({ path }) => path === '/slow.csv')).toHaveLength(3); // tried again as an operator's error is
  });

  it('sends its secret, keeps it out of every row, and does not hand it to another host', async () => {
    answers.set('/secret.csv', (response, headers) => {
      if (headers.authorization !== `Bearer ${secretValue}`) response.writeHead(401).end();
      else response.writeHead(302, { location: `${base}/plain.csv?echo=${secretValue}` }).end();
    });
    const closed = await source({ kind: 'url', url: `${base}/secret.csv` }, { secret: 'token' });
    answers.set(`/plain.csv?echo=${secretValue}`, (response) => void response.writeHead(500).end());
    expect(await runNow(closed)).toMatchObject({ status: 'failed', message: expect.stringContaining('500') });
    send(`/plain.csv?echo=${secretValue}`, csv(['1,1,2024-01-01']));
    expect(await runNow(closed)).toMatchObject({ outcome: 'landed' });
    for (const table of [
      'step_run',
      'step_log',
      'run_info',
      'run_event',
      'audit_entry',
      'trigger_event',
      'source',
      'batch',
      'secret',
      'outbox',
    ]) {
      const { rows } = await test.db.pool.query<{ found: number }>(
        `select count(*)::int as found from ${table} t where t::text like $1`,
        [`%${secretValue}%`],
      );
      expect(rows[0]?.found, table).toBe(0);
    }
  });

  it('drops a landing that another run has outrun, and the cursor stays where that one put it', async () => {
    send('/race.csv', csv(['1,1,2024-01-01']));
    const raced = await source({ kind: 'url', url: `${base}/race.csv` });
    const { projectId, pipelineId } = raced;
    answers.set('/race.csv', (response) => {
      // While the file is on its way the cursor moves under it.
      void test.db.prisma.source
        .update({ where: { id: raced.id }, data: { cursor: { moved: true } } })
        .then(() => response.writeHead(200).end(csv(['1,1,2024-01-01'])));
    });
    const wish = await recordTrigger(test.db, {
      projectId,
      pipelineId,
      requestKey: 'race',
      trigger: 'hand',
      startedBy: actor,
    });
    await startTriggeredRun(test.db, wish.id);
    expect(await endOf(raced)).toMatchObject({ status: 'succeeded', outcome: 'dropped' });
    expect(await batchesOf(raced)).toEqual([]);
    expect((await getSource(test.db, raced))?.cursor).toEqual({ moved: true });
  });
});

describe('a watched folder', () => {
  it('lands each file once it rests, again when it changed, and names what cannot be read', async () => {
    const folder = mkdtempSync(join(watched, 'in-'));
    const arrivals = await source({ kind: 'folder', path: folder, pattern: '*.csv' });
    const watch = watchFolders({ db: test.db, roots: [watched], now: () => new Date(), logger: createQuietLogger() });
    const place = (name: string, text: string, seconds: number) => {
      writeFileSync(join(folder, name), text);
      utimesSync(join(folder, name), seconds, seconds);
    };
    const wishesOf = () => listTriggers(test.db, { projectId: project, pipelineId: arrivals.pipelineId, limit: 50 });
    place('b.csv', csv(['1,1,2024-01-01']), 2_000);
    place('a.csv', csv(['2,2,2024-01-02']), 3_000);
    place('notes.txt', 'no', 1_000);
    await watch.tick();
    expect(await wishesOf()).toEqual([]);
    place('a.csv', csv(['2,2,2024-01-02', '3,3,2024-01-03']), 4_000); // still being written
    await watch.tick();
    expect((await wishesOf()).map(({ request }) => request?.file?.path)).toEqual([join(folder, 'b.csv')]);
    await watch.tick();
    await watch.tick();
    expect((await wishesOf()).map(({ request }) => request?.file?.path)).toEqual([
      join(folder, 'a.csv'),
      join(folder, 'b.csv'),
    ]);

    // In order: the second waits for the first.
    const [second, first] = await wishesOf();
    if (first === undefined || second === undefined) throw new Error('two wishes');
    expect(await startTriggeredRun(test.db, second.id)).toBe('waits');
    expect(await startTriggeredRun(test.db, first.id)).toBe('started');
    expect(await endOf(arrivals)).toMatchObject({ outcome: 'landed' });
    expect(await startTriggeredRun(test.db, second.id)).toBe('started');
    expect(await endOf(arrivals)).toMatchObject({ outcome: 'landed' });
    expect((await batchesOf(arrivals)).map(({ fileName, rows }) => [fileName, rows])).toEqual([
      ['a.csv', 2],
      ['b.csv', 1],
    ]);

    // A watch that starts anew asks for nothing twice.
    const again = watchFolders({ db: test.db, roots: [watched], now: () => new Date(), logger: createQuietLogger() });
    await again.tick();
    await again.tick();
    expect(await wishesOf()).toHaveLength(2);

    symlinkSync('/etc/passwd', join(folder, 'link.csv'));
    await again.tick();
    expect((await getSource(test.db, arrivals))?.problems.map(({ message }) => message)).toEqual([
      'link.csv is a link. Links are not followed: put the file itself there.',
    ]);
    rmSync(join(folder, 'link.csv'));
    await again.tick();
    expect((await getSource(test.db, arrivals))?.problems).toEqual([]);
  }, 60_000);

  it('stays below what the operator lists', async () => {
    const outside = mkdtempSync(join(root, 'outside-'));
    symlinkSync(outside, join(watched, 'door'));
    const watch = watchFolders({ db: test.db, roots: [watched], now: () => new Date(), logger: createQuietLogger() });
    for (const path of [outside, join(watched, 'door'), join(watched, '../..'), join(watched, 'nowhere')]) {
      const refused = await source({ kind: 'folder', path });
      await watch.tick();
      expect((await getSource(test.db, refused))?.problems[0]?.message, path).toContain('cannot be watched');
      await updateSource(test.db, { projectId: project, id: refused.id, change: { paused: true }, actor });
    }
  });
});

describe('a Postgres source', () => {
  const password = { secret: 'database' };
  beforeAll(async () => {
    const value = decodeURIComponent(new URL(test.url).password);
    await setSecret(test.db, { projectId: project, name: 'database', value, installationKey: key, actor });
  });
  const database = () => {
    const url = new URL(test.url);
    return {
      kind: 'postgres',
      host: '127.0.0.1',
      port: Number(url.port),
      database: url.pathname.slice(1),
      user: decodeURIComponent(url.username),
      tls: 'off',
    };
  };

  it('reads with exact types, then only what is new, ties at the border included, over several connections', async () => {
    const { pool } = test.db;
    await pool.query(
      `create table shop_order (id bigint primary key, amount numeric, label text, paid boolean, day date, changed timestamptz)`,
    );
    await pool.query(`insert into shop_order select n, n / 4.0, case when n % 3 = 0 then '' when n % 3 = 1 then null else 'line' || chr(10) || 'two, "three"' end,
        n % 2 = 0, date '2024-01-01' + (n % 28)::int, timestamptz '2024-01-01 00:00:00+00' + (n / 10) * interval '1 minute' from generate_series(1, 1000) n`);
    const listed = { ...database() };
    const orders = await source(
      { ...listed, table: 'public.shop_order', cursorColumn: 'changed', partitions: 3 },
      password,
    );
    const environment = { MILLRACE_KEY: key, PRIVATE_HOSTS: `127.0.0.1:${listed.port}`, WATCH_ROOTS: watched };
    await restart(environment);
    expect(await runNow(orders)).toMatchObject({ status: 'succeeded', outcome: 'landed' });
    const batch = await latestBatch(test.db, { projectId: project, datasetId: orders.datasetId });
    expect(batch?.rows).toBe(1000);
    expect(batch?.meta.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'integer'],
      ['amount', 'number'],
      ['label', 'text'],
      ['paid', 'boolean'],
      ['day', 'date'],
      ['changed', 'timestamp'],
    ]);
    // An empty text is a text; only NULL is missing.
    expect(batch?.meta.columns[2]?.missing).toBeCloseTo(334 / 1000, 6);
    expect(await runNow(orders)).toMatchObject({ outcome: 'nothing-new' });
    const { rows } = await pool.query<{ last: string }>('select max(changed)::text as last from shop_order');
    await pool.query(
      `insert into shop_order values (5001, 1, 'tie', true, '2024-02-01', $1), (5002, 2, 'later', true, '2024-02-01', $1::timestamptz + interval '1 second')`,
      [rows[0]?.last],
    );
    expect(await runNow(orders)).toMatchObject({ outcome: 'landed', message: 'Landed 2 rows.' });
    expect(await runNow(orders)).toMatchObject({ outcome: 'nothing-new' });
  }, 60_000);

  it('runs one statement that only reads, whatever the query says', async () => {
    const { pool } = test.db;
    await pool.query('create table guarded (id int); insert into guarded values (1)');
    for (const query of [
      'delete from guarded returning id',
      'select 1 as id) source; commit; drop table guarded; select * from (select 1 as id',
      'with gone as (delete from guarded returning id) select * from gone',
    ]) {
      const bad = await source({ ...database(), read: 'query', query }, password);
      expect((await runNow(bad)).status, query).toBe('failed');
    }
    expect((await pool.query('select * from guarded')).rows).toHaveLength(1);
    const good = await source(
      {
        ...database(),
        read: 'query',
        query: 'select id, id * 2 as twice from guarded -- all of it;',
      },
      password,
    );
    expect(await runNow(good)).toMatchObject({ outcome: 'landed', message: 'Landed 1 row.' });
  }, 60_000);

  it('says in words that a password is wrong, or that a table is not there', async () => {
    const shut = await source({ ...database(), table: 'no_such_table' });
    expect((await runNow(shut)).message).toContain('asks for a password');
    const wrong = await source({ ...database(), table: 'no_such_table' }, { secret: 'token' });
    expect((await runNow(wrong)).message).toContain('Check the user and the secret');
    const gone = await source({ ...database(), table: 'no_such_table' }, password);
    expect((await runNow(gone)).message).toContain('Check the table and the columns');
  });
});

describe('a worker that is killed in the middle of a landing', () => {
  const program = join(import.meta.dirname, '../dist/main.mjs');
  const started: ChildProcess[] = [];
  afterAll(() => {
    for (const worker of started) worker.kill('SIGKILL');
  });

  function startWorker(): ChildProcess {
    const env = {
      DATABASE_URL: test.url,
      DATA_DIR: root,
      DATA_SERVICE_PORT: '0',
      INTERNAL_TOKEN: 'a token of the test, long enough',
      MILLRACE_KEY: key,
      PRIVATE_HOSTS: new URL(base).host,
    };
    const worker = spawn(process.execPath, [program, '--roles', 'execute'], { env, stdio: 'ignore' });
    started.push(worker);
    return worker;
  }

  it('leaves no batch behind, and the next worker lands it once', async () => {
    await execution.stop(); // the steps are those of the other process now
    const body = csv(['1,1,2024-01-01', '2,2,2024-01-02']);
    let asks = 0;
    answers.set('/killed.csv', (response) => {
      asks += 1;
      // The first time half of the file comes and no more.
      if (asks === 1) response.writeHead(200, { 'content-length': body.length }).write(body.slice(0, 20));
      else response.writeHead(200).end(body);
    });
    const killed = await source({ kind: 'url', url: `${base}/killed.csv` });
    const first = startWorker();
    const { projectId, pipelineId } = killed;
    const wish = await recordTrigger(test.db, {
      projectId,
      pipelineId,
      requestKey: 'killed',
      trigger: 'hand',
      startedBy: actor,
    });
    expect(await startTriggeredRun(test.db, wish.id)).toBe('started');
    await until(() => asks === 1, { what: 'the first reading', limitMs: 60_000 });
    first.kill('SIGKILL');
    await relay();
    expect(await batchesOf(killed)).toEqual([]);
    startWorker();
    await until(() => asks === 2, { what: 'the second reading', limitMs: 90_000 });
    expect(await endOf(killed)).toMatchObject({ status: 'succeeded', outcome: 'landed' });
    await relay();
    expect((await batchesOf(killed)).map(({ number, rows }) => [number, rows])).toEqual([[1, 2]]);
  }, 200_000);
});

/** The same worker with other settings of the operator. */
async function restart(environment: {
  MILLRACE_KEY: string;
  PRIVATE_HOSTS: string;
  WATCH_ROOTS: string;
}): Promise<void> {
  await execution.stop();
  execution = await startExecution({
    url: test.url,
    db: test.db,
    files: store,
    folder: join(root, 'attempts'),
    childPath: join(import.meta.dirname, `../dist/test-child-${process.pid}.mjs`),
    stepTypes: listContracts().map(stepTypeFacts),
    facts: { roles: ['execute'], version: 'test', capabilities: {} },
    settings: { slots: { cpu: 2 }, beatMs: 200, pollMs: 200, backoffMs: 20, leastFreeBytes: 0, mostMemoryShare: 1 },
    grantOutside: createGrants({ db: test.db, environment }),
    logger: createQuietLogger(),
  });
}
