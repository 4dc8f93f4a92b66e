import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchSummary, listBatches, type Source, setSecret } from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { type ProjectId, type UserId, userIdSchema } from '@millrace/pipeline-core/ids';
import { listContracts } from '@millrace/pipeline-core/steps';
import { type ArtifactStore, createArtifactStore } from '../../data/artifact-store';
import { type Execution, startExecution, stepTypeFacts } from '../../execution';
import { createGrants } from '../../grant-outside';
import { createQuietLogger } from '../../testing/quiet-logger';
import { type AnsweringServer, startAnsweringServer } from './answering-server';
import { type Asks, askForRuns } from './ask-for-runs';
import { type MakeSource, makeSources } from './make-sources';
import { relayEvents } from './relay-events';

/** A worker that executes, a project, and a server to read from: what a source needs to land a batch. */
export type SourceFlow = Asks & {
  test: TestDatabase;
  store: ArtifactStore;
  execution: Execution;
  server: AnsweringServer;
  /** The data folder of the worker. */
  root: string;
  /** The one folder that may be watched. */
  watched: string;
  project: ProjectId;
  actor: UserId;
  source: MakeSource;
  keepSecret(name: string, value: string): Promise<void>;
  /** The newest first. */
  batchesOf(of: Source): Promise<BatchSummary[]>;
  /** What the schedule role does, here by hand: handles what steps and runs have put into the outbox. */
  relay(): Promise<void>;
  /** The built worker with role execute as a process of its own, which may be killed. */
  startWorker(): ChildProcess;
  stop(): Promise<void>;
};

/** Sources may reach its server and its database, and the hosts that are given. */
export async function startSourceFlow(o: { childPath: string; privateHosts?: string[] }): Promise<SourceFlow> {
  const root = mkdtempSync(join(tmpdir(), 'millrace-sources-'));
  const watched = mkdtempSync(join(tmpdir(), 'millrace-watched-'));
  const test = await createTestDatabase();
  const { db } = test;
  const server = await startAnsweringServer();
  const store = await createArtifactStore(join(root, 'artifacts'));
  const hosts = [new URL(server.base).host, `127.0.0.1:${new URL(test.url).port}`, ...(o.privateHosts ?? [])];
  const installationKey = 'an installation key of the test, long';
  const environment = { MILLRACE_KEY: installationKey, PRIVATE_HOSTS: hosts.join(','), WATCH_ROOTS: watched };
  const execution = await startExecution({
    url: test.url,
    db,
    files: store,
    folder: join(root, 'attempts'),
    childPath: o.childPath,
    stepTypes: listContracts().map(stepTypeFacts),
    facts: { roles: ['execute'], version: 'test', capabilities: {} },
    settings: { slots: { cpu: 2 }, beatMs: 200, pollMs: 200, backoffMs: 20, leastFreeBytes: 0, mostMemoryShare: 1 },
    grantOutside: createGrants({ db, environment }),
    logger: createQuietLogger(),
  });
  const owner = await makeUser(db);
  const actor = userIdSchema.parse(owner.id);
  const { id: project } = await makeProject(db, { ownerId: owner.id });
  const relay = () => relayEvents(db, store);
  const workers = workerProcesses({ ...environment, DATABASE_URL: test.url, DATA_DIR: root });
  return {
    ...{ test, store, execution, server, root, watched, project, actor, relay, startWorker: workers.start },
    ...askForRuns({ db, actor, relay }),
    source: makeSources({ db, projectId: project, actor }),
    keepSecret: async (name, value) => {
      await setSecret(db, { projectId: project, name, value, installationKey, actor });
    },
    batchesOf: ({ projectId, datasetId }) => listBatches(db, { projectId, datasetId }),
    async stop() {
      workers.kill();
      await execution.stop();
      server.close();
      await test.drop();
      for (const folder of [root, watched]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function workerProcesses(environment: Record<string, string>) {
  const program = join(import.meta.dirname, '../../../dist/main.mjs');
  const env = { ...environment, DATA_SERVICE_PORT: '0', INTERNAL_TOKEN: 'a token of the test, long enough' };
  const started: ChildProcess[] = [];
  return {
    start(): ChildProcess {
      const worker = spawn(process.execPath, [program, '--roles', 'execute'], { env, stdio: 'ignore' });
      started.push(worker);
      return worker;
    },
    kill(): void {
      for (const worker of started) worker.kill('SIGKILL');
    },
  };
}

/** A small CSV file. */
export const csv = (rows: string[]) => ['id,amount,day', ...rows].join('\n');
