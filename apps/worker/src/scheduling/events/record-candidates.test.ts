import { createHash, randomUUID } from 'node:crypto';
import { findCandidateByModel, startRun } from '@millrace/db';
import { finish, hello, lease } from '@millrace/db/protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { topicCatalog } from '@millrace/pipeline-core/events';
import { artifactHashSchema, type ProjectId, stepIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { modelManifestSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventContext } from './event-context';
import { recordTrained } from './record-candidates';
import { createRunFacts } from './run-facts';

let test: TestDatabase;
let projectId: ProjectId;
beforeAll(async () => {
  test = await createTestDatabase();
  projectId = (await makeProject(test.db)).id;
});
afterAll(() => test?.drop());

const { plan: _, ...manifest } = modelManifestSchema.parse({
  ...{ v: 1, task: 'binary', format: 'tree-ensemble', target: 'left', features: [], featureSetId: 'f', batches: [] },
  trainer: { type: 'gradient-boosted-trees', title: 'Trees', params: {}, seed: 1 },
  plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
  signature: { inputs: [], outputs: [] },
  trainedOn: { rows: 10, validationRows: 0 },
  // The fit alone, as its process measured it; no step takes as long here.
  ...{ seconds: 1000, importance: [], curve: [], summary: {} },
});

it('a candidate took what its fit took, whatever else its step did', async () => {
  const { db } = test;
  const spec = {
    ...{ v: 1 as const, step: stepIdSchema.parse('fit'), title: 'Trees', type: 'gradient-boosted-trees', version: 1 },
    ...{ params: {}, seed: 1, inputs: {}, references: {}, limits: { seconds: 60, megabytes: 256 }, force: false },
  };
  const { runId: run } = await startRun(db, {
    ...{ projectId, requestKey: randomUUID(), pipelineId: null, startedBy: 'ada', mayDeploy: false },
    ...{ plan: {}, edges: [], steps: [{ idx: 0, queue: 'cpu' as const, max_attempts: 1, spec }] },
  });
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  const [leased] = (await lease(db.pool, { workerId, queue: 'cpu', count: 1 })).steps;
  const done = { runId: run, idx: 0, token: leased!.token, outcome: 'succeeded' as const, outputs: [] };
  await finish(db.pool, { workerId, results: [done], proceed: false });
  const model = artifactHashSchema.parse(createHash('sha256').update(run).digest('hex'));
  const context: EventContext = {
    ...{ db, queues: { enqueue: async () => undefined }, runFacts: createRunFacts(db) },
    ...{ readJson: async () => null, receiptKey: null, pathOf: (location: string) => location },
  };
  const payload = topicCatalog['candidate-trained'].parse({ model, manifest, bytes: 10 });
  await recordTrained({ payload, key: `${run}-0-0`, origin: { run, idx: 0 }, context });
  expect((await findCandidateByModel(db, { projectId, modelHash: model }))?.manifest.seconds).toBe(1000);
});
