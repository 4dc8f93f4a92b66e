import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDataset,
  createSource,
  getOutcome,
  listBatches,
  listOpenTriggers,
  listRuns,
  listStepRuns,
  readOutbox,
  recordTrigger,
  type Source,
} from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import {
  type SourcePolicy,
  sourceConfigSchema,
  sourcePolicySchema,
  type TriggerRequest,
} from '@millrace/pipeline-core/sources';
import { listContracts } from '@millrace/pipeline-core/steps';
import { build } from 'esbuild';
import { externalPackages } from '../../code-hashes.mjs';
import { type ArtifactStore, createArtifactStore } from '../data/artifact-store';
import { startExecution, stepTypeFacts } from '../execution';
import { createGrants } from '../grant-outside';
import { handleEvent } from '../scheduling/events/handle-event';
import { createRunFacts } from '../scheduling/events/run-facts';
import { startTriggeredRun } from '../scheduling/start-triggered-run';
import { createQuietLogger } from './quiet-logger';
import { until } from './until';

/** Runs of sources for tests: a database, a worker with real children, and by hand what the schedule role does. */
export async function openSourceRuns() {
  const root = mkdtempSync(join(tmpdir(), 'millrace-source-runs-'));
  const test = await createTestDatabase();
  const store = await createArtifactStore(join(root, 'artifacts'));
  const childPath = join(import.meta.dirname, `../../dist/test-source-child-${process.pid}.mjs`);
  await build({
    ...{ entryPoints: [join(import.meta.dirname, '../child/main.ts')], outfile: childPath },
    ...{ bundle: true, platform: 'node', format: 'esm', plugins: [externalPackages] },
  });
  const execution = await startExecution({
    url: test.url,
    db: test.db,
    files: store,
    folder: join(root, 'attempts'),
    childPath,
    stepTypes: listContracts().map(stepTypeFacts),
    facts: { roles: ['execute'], version: 'test', capabilities: {} },
    settings: { slots: { cpu: 2 }, beatMs: 200, pollMs: 200, backoffMs: 20, leastFreeBytes: 0, mostMemoryShare: 1 },
    grantOutside: createGrants({ db: test.db, environment: {} }),
    logger: createQuietLogger(),
  });
  const owner = await makeUser(test.db);
  const projectId = (await makeProject(test.db, { ownerId: owner.id })).id;
  const context = { test, store, projectId, actor: owner.id };
  return {
    ...context,
    makeSource: (config: object, policy: Partial<SourcePolicy> = {}) => makeSource(context, { config, policy }),
    runNow: (source: Source, request?: TriggerRequest) => runNow(context, source, request),
    runOpen: (source: Source) => runOpen(context, source),
    relay: () => relay(context),
    async close() {
      await execution.stop();
      await test.drop();
      rmSync(root, { recursive: true, force: true });
      rmSync(childPath, { force: true });
    },
  };
}

type Context = { test: TestDatabase; store: ArtifactStore; projectId: ProjectId; actor: string };

let made = 0;

async function makeSource(
  { test, projectId, actor }: Context,
  { config, policy }: { config: object; policy: Partial<SourcePolicy> },
): Promise<Source> {
  const name = `source ${made++}`;
  const dataset = await createDataset(test.db, { projectId, name, createdBy: actor });
  if (!dataset.ok) throw new Error('the name is taken');
  const source = await createSource(test.db, {
    ...{ projectId, name, secret: null, datasetId: dataset.value.id, createdBy: actor },
    config: sourceConfigSchema.parse(config),
    policy: sourcePolicySchema.parse(policy),
  });
  if (!source.ok) throw new Error(source.error);
  return source.value;
}

/** Asks for a run as “Run now” does and waits for its end and what became of it. */
async function runNow(context: Context, source: Source, request?: TriggerRequest) {
  const { projectId, pipelineId } = source;
  await recordTrigger(context.test.db, {
    ...{ projectId, pipelineId, requestKey: `hand ${made++}`, trigger: 'hand', startedBy: context.actor },
    ...(request === undefined ? {} : { request }),
  });
  return runOpen(context, source);
}

/** Grants the first wish for a run of the source that waits; null when there is none. */
async function runOpen(context: Context, source: Source) {
  const { test } = context;
  const { projectId, pipelineId } = source;
  const wish = (await listOpenTriggers(test.db)).find((one) => one.pipelineId === pipelineId);
  if (wish === undefined) return null;
  const started = await startTriggeredRun(test.db, wish.id);
  if (started !== 'started') throw new Error(`the run was not started: ${started}`);
  const run = await until(
    async () => {
      const [latest] = await listRuns(test.db, { projectId, pipelineId, limit: 1 });
      return latest === undefined || latest.status === 'running' ? null : latest;
    },
    { what: 'the end of the run', limitMs: 120_000 },
  );
  await relay(context);
  const outcome = await getOutcome(test.db, run.id);
  const [failed] = (await listStepRuns(test.db, { runId: run.id })).filter(({ status }) => status === 'failed');
  const message = outcome?.message ?? failed?.error?.message ?? '';
  const batches = await listBatches(test.db, { projectId, datasetId: source.datasetId });
  return { id: run.id, status: run.status, outcome: outcome?.kind ?? 'none', message, batches };
}

/** Handles what steps and runs have put into the outbox. */
async function relay({ test, store }: Context): Promise<void> {
  const readJson = async (location: string) => {
    const parts: Buffer[] = [];
    for await (const part of store.open(location)) parts.push(Buffer.from(part));
    return jsonSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
  };
  const context = {
    ...{ db: test.db, queues: { enqueue: async () => undefined }, runFacts: createRunFacts(test.db) },
    ...{ readJson, pathOf: store.pathOf, receiptKey: null },
  };
  for (const { id, topic, key: name, payload } of await readOutbox(test.db)) {
    await handleEvent({ outboxId: String(id), topic, key: name, payload }, context);
  }
}
