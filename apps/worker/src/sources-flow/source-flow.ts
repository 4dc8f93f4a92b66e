import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDataset,
  createSource,
  getOutcome,
  listBatches,
  listRuns,
  listStepRuns,
  readOutbox,
  recordTrigger,
  type Source,
  setSecret,
} from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { type ProjectId, type RunId, type UserId, userIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { type SourcePolicy, sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { listContracts } from '@millrace/pipeline-core/steps';
import { type ArtifactStore, createArtifactStore } from '../data/artifact-store';
import { type Execution, startExecution, stepTypeFacts } from '../execution';
import { createGrants } from '../grant-outside';
import { handleEvent } from '../scheduling/events/handle-event';
import { createRunFacts } from '../scheduling/events/run-facts';
import { startTriggeredRun } from '../scheduling/start-triggered-run';
import { createQuietLogger } from '../testing/quiet-logger';
import { until } from '../testing/until';
import { type AnsweringServer, startAnsweringServer } from './answering-server';

/** The key of the installation under test. */
export const installationKey = 'an installation key of the test, long';

export type EndOfRun = { id: RunId; status: string; outcome: string; message: string };

/** A worker that executes, a project, and a server to read from: what a source needs to land a batch. */
export type SourceFlow = {
  test: TestDatabase;
  execution: Execution;
  server: AnsweringServer;
  /** The data folder of the worker. */
  root: string;
  /** The one folder that may be watched. */
  watched: string;
  project: ProjectId;
  actor: UserId;
  source(config: Record<string, unknown>, o?: { policy?: Partial<SourcePolicy>; secret?: string }): Promise<Source>;
  keepSecret(name: string, value: string): Promise<void>;
  /** Asks for a run as “Run now” does and starts it. */
  ask(of: Source): Promise<void>;
  /** The same, and waits for its end and what became of it. */
  runNow(of: Source): Promise<EndOfRun>;
  endOf(of: Source): Promise<EndOfRun>;
  batchesOf(of: Source): ReturnType<typeof listBatches>;
  /** What the schedule role does, here by hand: handles what steps and runs have put into the outbox. */
  relay(): Promise<void>;
  stop(): Promise<void>;
};

export async function startSourceFlow(childPath: string): Promise<SourceFlow> {
  const root = mkdtempSync(join(tmpdir(), 'millrace-sources-'));
  const watched = mkdtempSync(join(tmpdir(), 'millrace-watched-'));
  const test = await createTestDatabase();
  const server = await startAnsweringServer();
  const store = await createArtifactStore(join(root, 'artifacts'));
  const privateHosts = [new URL(server.base).host, `127.0.0.1:${new URL(test.url).port}`].join(',');
  const environment = { MILLRACE_KEY: installationKey, PRIVATE_HOSTS: privateHosts, WATCH_ROOTS: watched };
  const execution = await startExecution({
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
  const actor = userIdSchema.parse(owner.id);
  const project = (await makeProject(test.db, { ownerId: owner.id })).id;
  const relay = () => relayEvents(test, store);
  const asks = makeAsks({ test, actor, relay });
  return {
    test,
    execution,
    server,
    root,
    watched,
    project,
    actor,
    relay,
    source: makeSources({ test, project, actor }),
    keepSecret: async (name, value) => {
      await setSecret(test.db, { projectId: project, name, value, installationKey, actor });
    },
    ...asks,
    batchesOf: ({ projectId, datasetId }) => listBatches(test.db, { projectId, datasetId }),
    async stop() {
      await execution.stop();
      server.close();
      await test.drop();
      for (const folder of [root, watched]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Parts = { test: TestDatabase; project: ProjectId; actor: UserId };

/** Makes sources, each with a dataset of its own. */
function makeSources({ test, project, actor }: Parts): SourceFlow['source'] {
  let made = 0;
  return async (config, o = {}) => {
    const name = `source ${made++}`;
    const dataset = await createDataset(test.db, { projectId: project, name, createdBy: actor });
    if (!dataset.ok) throw new Error('the name is taken');
    const source = await createSource(test.db, {
      projectId: project,
      name,
      config: sourceConfigSchema.parse(config),
      secret: o.secret ?? null,
      policy: sourcePolicySchema.parse(o.policy ?? {}),
      datasetId: dataset.value.id,
      createdBy: actor,
    });
    if (!source.ok) throw new Error(source.error);
    return source.value;
  };
}

/** Asks for runs, and waits for them. */
function makeAsks({ test, actor, relay }: Omit<Parts, 'project'> & Pick<SourceFlow, 'relay'>) {
  let wishes = 0;
  const ask: SourceFlow['ask'] = async ({ projectId, pipelineId }) => {
    const requestKey = `hand ${wishes++}`;
    const { id } = await recordTrigger(test.db, {
      projectId,
      pipelineId,
      requestKey,
      trigger: 'hand',
      startedBy: actor,
    });
    const answer = await startTriggeredRun(test.db, id);
    if (answer !== 'started') throw new Error(`the run did not start: ${answer}`);
  };
  const endOf: SourceFlow['endOf'] = async ({ projectId, pipelineId }) => {
    const latest = async () => (await listRuns(test.db, { projectId, pipelineId, limit: 1 }))[0];
    const run = await until(
      async () => {
        const run = await latest();
        return run === undefined || run.status === 'running' ? null : run;
      },
      { what: 'the end of the run' },
    );
    await relay();
    const outcome = await getOutcome(test.db, run.id);
    const [failed] = (await listStepRuns(test.db, { runId: run.id })).filter(({ status }) => status === 'failed');
    const message = outcome?.message ?? failed?.error?.message ?? '';
    return { id: run.id, status: run.status, outcome: outcome?.kind ?? 'none', message };
  };
  const runNow: SourceFlow['runNow'] = async (of) => {
    await ask(of);
    return endOf(of);
  };
  return { ask, endOf, runNow };
}

async function relayEvents(test: TestDatabase, store: ArtifactStore): Promise<void> {
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
  for (const { id, topic, key, payload } of await readOutbox(test.db)) {
    await handleEvent({ outboxId: String(id), topic, key, payload }, context);
  }
}

/** A small CSV file. */
export const csv = (rows: string[]) => ['id,amount,day', ...rows].join('\n');
