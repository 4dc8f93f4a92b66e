import { createHash, randomUUID } from 'node:crypto';
import { addToOutbox, getComparison, listEvents, readOutbox, recordCandidate, startRun } from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { busTopics, type Comparison, topicCatalog } from '@millrace/pipeline-core/events';
import { artifactHashSchema, type ProjectId, type RunId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { modelManifestSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventContext } from './event-context';
import { handleEvent } from './handle-event';
import { recordComparisonOf } from './record-candidates';
import { createRunFacts } from './run-facts';

let test: TestDatabase;
let projectId: ProjectId;
beforeAll(async () => {
  test = await createTestDatabase();
  projectId = (await makeProject(test.db)).id;
});
afterAll(() => test?.drop());

const hashOf = (text: string) => artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));
const { plan: _, ...manifest } = modelManifestSchema.parse({
  ...{ v: 1, task: 'binary', format: 'tree-ensemble', target: 'left', features: [], featureSetId: 'f', batches: [] },
  trainer: { type: 'gradient-boosted-trees', title: 'Trees', params: {}, seed: 1 },
  plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
  signature: { inputs: [], outputs: [] },
  trainedOn: { rows: 10, validationRows: 0 },
  ...{ seconds: 1, importance: [], curve: [], summary: {} },
});

/** A run whose comparison has two models; `trees` leads and `linear` ties with it. */
async function makeCompared(): Promise<{ run: RunId; comparison: Comparison; record: () => Promise<unknown> }> {
  const spec = {
    ...{ v: 1 as const, step: stepIdSchema.parse('compare'), title: 'Compare', type: 'compare-candidates', version: 1 },
    ...{ params: {}, seed: 1, inputs: {}, references: {}, limits: { seconds: 60, megabytes: 256 }, force: false },
  };
  const { runId: run } = await startRun(test.db, {
    ...{ projectId, requestKey: randomUUID(), pipelineId: null, startedBy: 'ada', mayDeploy: false },
    ...{ plan: {}, edges: [], steps: [{ idx: 0, queue: 'cpu' as const, max_attempts: 1, spec }] },
  });
  const row = { interval: null, behind: null };
  const trees = { ...row, model: hashOf(`trees ${run}`), title: 'Trees', metric: 0.9, tied: false, best: true };
  const linear = { ...row, model: hashOf(`linear ${run}`), title: 'Linear', metric: 0.89, tied: true, best: false };
  const comparison = { v: 1 as const, metric: 'auc', part: 'validation' as const, rows: 200, ranking: [trees, linear] };
  const record = () =>
    recordCandidate(test.db, {
      ...{ projectId, pipelineId: null, runId: run, idx: 0, modelHash: trees.model, title: 'Trees' },
      ...{ stepType: 'gradient-boosted-trees', task: 'binary' as const, manifest, bytes: 10 },
    });
  return { run, comparison, record };
}

const context = (): EventContext => ({
  ...{ db: test.db, queues: { enqueue: async () => undefined }, runFacts: createRunFacts(test.db) },
  ...{ readJson: async () => null, receiptKey: null, pathOf: (location: string) => location },
});

const readyIn = async (run: RunId) =>
  (await listEvents(test.db, { projectId, topic: 'model-ready', limit: 50 })).filter(
    ({ subject }) => subject === `runs/${run}`,
  );

/** What a worker does that takes up the outbox: all that lies there, until nothing is left of it. */
async function takeUpOutbox(): Promise<void> {
  for (const { id, topic, key, payload } of await readOutbox(test.db))
    await handleEvent({ outboxId: String(id), topic, key, payload }, context());
}

it('the best candidate of a comparison is announced once, also when its handler dies and begins again', async () => {
  const { run, comparison, record } = await makeCompared();
  const key = `${run}-0-0`;
  await addToOutbox(test.db, { topic: 'candidates-compared', key, payload: jsonSchema.parse({ comparison }) });
  await record();
  // Dies when all is done but the row of the outbox is still there.
  const payload = topicCatalog['candidates-compared'].parse({ comparison });
  await recordComparisonOf({ payload, key, origin: { run, idx: 0 }, context: context() });
  expect(await readyIn(run)).toHaveLength(1);
  await takeUpOutbox();
  await recordComparisonOf({ payload, key, origin: { run, idx: 0 }, context: context() });
  const [event, ...more] = await readyIn(run);
  expect(more).toEqual([]);
  expect(event?.id).toBe(`${run}-0`);
  expect(busTopics['model-ready'].parse(event?.data)).toMatchObject({
    ...{ title: 'Trees', task: 'binary', metric: 'auc', value: 0.9, part: 'validation', rows: 200, tied: 1, run },
  });
});

it('what a hybrid run compares is announced to nobody', async () => {
  const { run, comparison, record } = await makeCompared();
  await record();
  await test.db.pool.query(`update run_info set kind = 'hybrid' where run_id = $1`, [run]);
  const payload = topicCatalog['candidates-compared'].parse({ comparison });
  await recordComparisonOf({ payload, key: `${run}-0-0`, origin: { run, idx: 0 }, context: context() });
  expect(await readyIn(run)).toEqual([]);
});

it('a candidate that is not recorded yet is waited for, and the comparison is kept meanwhile', async () => {
  const { run, comparison, record } = await makeCompared();
  const payload = topicCatalog['candidates-compared'].parse({ comparison });
  const handle = () => recordComparisonOf({ payload, key: `${run}-0-0`, origin: { run, idx: 0 }, context: context() });
  await expect(handle()).rejects.toThrow('not recorded yet');
  expect(await readyIn(run)).toEqual([]);
  expect((await getComparison(test.db, { projectId, runId: run }))?.result.metric).toBe('auc');
  await record();
  await handle();
  expect(await readyIn(run)).toHaveLength(1);
});
