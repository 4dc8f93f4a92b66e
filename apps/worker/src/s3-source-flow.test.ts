import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDataset,
  createSource,
  getOutcome,
  getSource,
  latestBatch,
  listBatches,
  listRuns,
  listStepRuns,
  listTriggers,
  readOutbox,
  recordTrigger,
  type Source,
  setSecret,
} from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { type ProjectId, userIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { listContracts } from '@millrace/pipeline-core/steps';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalPackages } from '../code-hashes.mjs';
import { type ArtifactStore, createArtifactStore } from './data/artifact-store';
import { type Execution, startExecution, stepTypeFacts } from './execution';
import { createGrants } from './grant-outside';
import { startTestS3, type TestS3, testBucket, testKey } from './outside/s3/testing/s3-server';
import { handleEvent } from './scheduling/events/handle-event';
import { createRunFacts } from './scheduling/events/run-facts';
import { startTriggeredRun } from './scheduling/start-triggered-run';
import { createQuietLogger } from './testing/quiet-logger';
import { until } from './testing/until';

const root = mkdtempSync(join(tmpdir(), 'millrace-s3-'));
const childPath = join(import.meta.dirname, `../dist/test-child-s3-${process.pid}.mjs`);
const key = 'an installation key of the test, long';

let test: TestDatabase;
let store: ArtifactStore;
let execution: Execution;
let s3: TestS3;
let project: ProjectId;
let actor: string;

beforeAll(async () => {
  test = await createTestDatabase();
  store = await createArtifactStore(join(root, 'artifacts'));
  s3 = await startTestS3();
  await build({
    entryPoints: [join(import.meta.dirname, 'child/main.ts')],
    outfile: childPath,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [externalPackages],
  });
  const environment = { MILLRACE_KEY: key, PRIVATE_HOSTS: new URL(s3.endpoint).host };
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
  const secret = { projectId: project, name: 'bucket', value: testKey.secretKey, installationKey: key, actor };
  await setSecret(test.db, secret);
}, 180_000);

afterAll(async () => {
  await execution?.stop();
  await s3?.close();
  await test?.drop();
  rmSync(root, { recursive: true, force: true });
  rmSync(childPath, { force: true });
}, 60_000);

let made = 0;
/** A source that reads its own folder of the bucket. */
async function source(): Promise<{ of: Source; put: (name: string, body: string, modified?: string) => void }> {
  const name = `bucket ${made++}`;
  const dataset = await createDataset(test.db, { projectId: project, name, createdBy: actor });
  if (!dataset.ok) throw new Error('the name is taken');
  const prefix = `${made}/`;
  const { accessKey, region } = testKey;
  const config = { kind: 's3', endpoint: s3.endpoint, bucket: testBucket, prefix, accessKey, region, parallel: 8 };
  const of = await createSource(test.db, {
    projectId: project,
    name,
    config: sourceConfigSchema.parse(config),
    secret: 'bucket',
    policy: sourcePolicySchema.parse({}),
    datasetId: dataset.value.id,
    createdBy: actor,
  });
  if (!of.ok) throw new Error(of.error);
  return { of: of.value, put: (file, body, modified) => s3.put(`${prefix}${file}`, body, modified) };
}

/** What the schedule role does, here by hand: handles what steps and runs have put into the outbox. */
async function relay(): Promise<void> {
  const readJson = async (location: string) => {
    const parts: Buffer[] = [];
    for await (const part of store.open(location)) parts.push(Buffer.from(part));
    return jsonSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
  };
  const queues = { enqueue: async () => undefined };
  const runFacts = createRunFacts(test.db);
  const context = { db: test.db, queues, runFacts, readJson, pathOf: store.pathOf, receiptKey: null };
  for (const { id, topic, key: name, payload } of await readOutbox(test.db))
    await handleEvent({ outboxId: String(id), topic, key: name, payload }, context);
}

let wishes = 0;
async function wish({ projectId, pipelineId }: Source): Promise<void> {
  const asked = { projectId, pipelineId, requestKey: `hand ${wishes++}`, trigger: 'hand', startedBy: actor };
  expect(await startTriggeredRun(test.db, (await recordTrigger(test.db, asked)).id)).toBe('started');
}

async function runNow(of: Source) {
  await wish(of);
  return endOf(of);
}

async function endOf(of: Source) {
  const newest = { projectId: of.projectId, pipelineId: of.pipelineId, limit: 1 };
  const run = await until(
    async () => {
      const [latest] = await listRuns(test.db, newest);
      return latest === undefined || latest.status === 'running' ? null : latest;
    },
    { what: 'the end of the run', limitMs: 120_000 },
  );
  await relay();
  const outcome = await getOutcome(test.db, run.id);
  const [failed] = (await listStepRuns(test.db, { runId: run.id })).filter(({ status }) => status === 'failed');
  const message = outcome?.message ?? failed?.error?.message ?? '';
  return { status: run.status, outcome: outcome?.kind ?? 'none', message };
}

const batchesOf = async (of: Source) =>
  (await listBatches(test.db, { projectId: of.projectId, datasetId: of.datasetId })).reverse();
const openWishes = async ({ projectId, pipelineId }: Source) =>
  (await listTriggers(test.db, { projectId, pipelineId, limit: 50 })).filter(({ runId }) => runId === null);

describe('a source behind a bucket', () => {
  it('lands its objects once, with their keys, and what is new or changed the next time', async () => {
    const { of, put } = await source();
    expect(await runNow(of)).toMatchObject({ outcome: 'nothing-new', message: expect.stringContaining('fits *.csv') });
    put('a.csv', 'id,amount\n1,2.5\n');
    put('deep/b.csv', 'id,amount\n2,3.5\n3,4.5\n');
    expect(await runNow(of)).toEqual({ status: 'succeeded', outcome: 'landed', message: 'Landed 3 rows.' });
    expect(await runNow(of)).toMatchObject({ status: 'succeeded', outcome: 'nothing-new' });
    put('a.csv', 'id,amount\n1,9.5\n', '2026-02-01T00:00:00Z');
    expect(await runNow(of)).toMatchObject({ outcome: 'landed', message: 'Landed 1 row.' });
    const batches = await batchesOf(of);
    expect(batches.map(({ fileName, format, rows }) => [fileName, format, rows])).toEqual([
      ['2 objects of shop.zip', 'csv', 3],
      ['a.csv.zip', 'csv', 1],
    ]);
    expect(await latestBatch(test.db, { projectId: project, datasetId: of.datasetId })).toMatchObject({
      meta: { columns: [{ name: 'id' }, { name: 'amount' }, { name: 'file' }] },
    });
    expect(await openWishes(of)).toEqual([]);
  }, 60_000);

  it('holds columns that change at noon in quarantine, and an object that is broken does not stop the others', async () => {
    const { of, put } = await source();
    put('a.csv', 'id\n1\n');
    expect(await runNow(of)).toMatchObject({ outcome: 'landed' });
    put('b.csv', 'id\n2\n', '2026-01-02T00:00:00Z');
    put('c.csv', 'id,currency\n3,EUR\n', '2026-01-03T00:00:00Z');
    put('d.csv', 'PAR1 and no more', '2026-01-03T00:00:00Z');
    expect(await runNow(of)).toMatchObject({ outcome: 'quarantined', message: expect.stringContaining('currency') });
    const [, held] = await batchesOf(of);
    expect(held).toMatchObject({ rows: 2, rejected: 1, state: 'quarantined' });
  }, 60_000);

  it('ends in words while nothing can be read that it begins with, and lands it once that is mended', async () => {
    const { of, put } = await source();
    put('a.csv', 'PAR1 and no more');
    put('b.csv', '');
    put('c.csv', 'PAR1 nor here');
    const unread = { status: 'succeeded', outcome: 'nothing-new', message: expect.stringContaining('2 new objects') };
    expect(await runNow(of)).toMatchObject(unread);
    expect(await batchesOf(of)).toEqual([]);
    expect((await getSource(test.db, of))?.cursor).toBeNull();
    expect(await runNow(of)).toMatchObject(unread); // tried again, and told again
    put('a.csv', 'id\n1\n', '2026-01-02T00:00:00Z');
    expect(await runNow(of)).toMatchObject({ outcome: 'landed', message: 'Landed 1 row.' });
    const [batch] = await batchesOf(of);
    expect(batch).toMatchObject({ rows: 1, rejected: 1 }); // c.csv is listed
  }, 60_000);

  it('goes on by itself while there is more than one batch holds', async () => {
    const { of, put } = await source();
    for (let n = 0; n < 1005; n++) put(`${n}.csv`, `id\n${n}\n`);
    expect(await runNow(of)).toMatchObject({ outcome: 'landed', message: 'Landed 1,000 rows.' });
    const [more] = await openWishes(of);
    expect(more).toMatchObject({ trigger: 'more', startedBy: actor });
    expect(await startTriggeredRun(test.db, more?.id ?? '')).toBe('started');
    expect(await endOf(of)).toMatchObject({ outcome: 'landed', message: 'Landed 5 rows.' });
    expect(await openWishes(of)).toEqual([]);
  }, 180_000);

  it('lands nothing twice when another run was quicker', async () => {
    const { of, put } = await source();
    put('a.csv', 'id\n1\n');
    let moved = false;
    s3.intercept = ({ path }, response) => {
      if (moved || !path.endsWith('a.csv')) return false;
      moved = true;
      void test.db.prisma.source
        .update({ where: { id: of.id }, data: { cursor: { known: [], border: null } } })
        .then(() => response.writeHead(200, { 'content-length': 5 }).end('id\n1\n'));
      return true;
    };
    expect(await runNow(of)).toMatchObject({ status: 'succeeded', outcome: 'dropped' });
    expect(await batchesOf(of)).toEqual([]);
    s3.intercept = () => false;
    expect(await runNow(of)).toMatchObject({ outcome: 'landed' });
  }, 60_000);

  it('keeps its secret out of every row and every error', async () => {
    const { of } = await source();
    s3.intercept = (_asked, response) => {
      response.writeHead(403).end(`<Error><Code>Odd</Code><Message>you sent ${testKey.secretKey}</Message></Error>`);
      return true;
    };
    const { message } = await runNow(of);
    s3.intercept = () => false;
    expect(message).toContain('you sent •••');
    for (const table of ['step_run', 'step_log', 'run_info', 'run_event', 'source', 'outbox', 'trigger_event']) {
      const { rows } = await test.db.pool.query<{ found: number }>(
        `select count(*)::int as found from ${table} t where position($1 in t::text) > 0`,
        [testKey.secretKey],
      );
      expect(rows[0]?.found, table).toBe(0);
    }
  }, 60_000);
});

describe('a worker that is killed while it fetches objects', () => {
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
      PRIVATE_HOSTS: new URL(s3.endpoint).host,
    };
    const program = join(import.meta.dirname, '../dist/main.mjs');
    const worker = spawn(process.execPath, [program, '--roles', 'execute'], { env, stdio: 'ignore' });
    started.push(worker);
    return worker;
  }

  it('leaves no batch behind, and the next worker lands all objects once', async () => {
    await execution.stop(); // the steps are those of the other process now
    const { of, put } = await source();
    for (let n = 0; n < 20; n++) put(`${n}.csv`, `id\n${n}\n`);
    let fetched = 0;
    s3.intercept = ({ path }) => {
      if (path.endsWith('.csv')) fetched += 1;
      return fetched > 10; // and there it stands
    };
    const first = startWorker();
    await wish(of);
    await until(() => fetched > 10, { what: 'half of the objects', limitMs: 60_000 });
    first.kill('SIGKILL');
    await relay();
    expect(await batchesOf(of)).toEqual([]);
    expect((await getSource(test.db, of))?.cursor).toBeNull();
    s3.intercept = () => false;
    startWorker();
    expect(await endOf(of)).toMatchObject({ status: 'succeeded', outcome: 'landed', message: 'Landed 20 rows.' });
    await relay();
    expect((await batchesOf(of)).map(({ number, rows }) => [number, rows])).toEqual([[1, 20]]);
  }, 200_000);
});
