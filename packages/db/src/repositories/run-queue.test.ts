import { randomUUID } from 'node:crypto';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { workerIdSchema } from '@millrace/pipeline-core/ids';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hello, lease } from '../protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';
import { createPipeline } from './pipelines';
import { listLastRuns } from './run-queries';
import { listRunsAhead } from './run-queue';
import { startRun } from './runs';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

/** So many steps that nothing hangs on. */
function stepsOf(count: number, queue: 'cpu' | 'gpu' = 'cpu') {
  const limits = { seconds: 60, megabytes: 100 };
  return Array.from({ length: count }, (_, idx) => {
    const spec = { v: 1, step: `s${idx}`, title: 's', type: 'x', version: 1, params: {}, seed: 1, inputs: {}, limits };
    return runStepSchema.parse({ idx, queue, max_attempts: 1, spec });
  });
}

it('tells how each pipeline went the last time', async () => {
  const { db } = test;
  const { id: projectId } = await makeProject(db);
  const document = emptyDocument;
  const [ran, idle] = await Promise.all(
    ['Ran', 'Idle'].map((name) => createPipeline(db, { projectId, name, document, createdBy: 'ann' })),
  );
  const start = () =>
    startRun(db, {
      ...{ projectId, pipelineId: ran?.id ?? null, requestKey: randomUUID(), startedBy: 'ann', plan: {} },
      // In a queue that nobody asks here.
      ...{ steps: stepsOf(1, 'gpu'), edges: [] },
    });
  await start();
  await start();
  const last = await listLastRuns(db, projectId);
  expect(last.map(({ pipelineId, number }) => [pipelineId, number])).toEqual([[ran?.id, 2]]);
  expect(last.some(({ pipelineId }) => pipelineId === idle?.id)).toBe(false);
});

it('names the runs that a waiting step is behind: those at work, and those that workers take before it', async () => {
  const { db } = test;
  const { id: projectId } = await makeProject(db);
  const start = async (steps: number, priority: number) => {
    const specs = stepsOf(steps);
    const request = { projectId, requestKey: randomUUID(), startedBy: 'ann', plan: {}, priority };
    return (await startRun(db, { ...request, steps: specs, edges: [] })).runId;
  };
  const search = await start(3, -1);
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  await lease(db.pool, { workerId, queue: 'cpu', count: 1 });
  const plain = await start(1, 0);
  const ahead = await listRunsAhead(db, { projectId, runId: plain });
  expect(ahead).toEqual([{ number: 1, pipelineName: null, steps: 1, working: true }]);
  const behind = await listRunsAhead(db, { projectId, runId: search });
  expect(behind).toEqual([{ number: 2, pipelineName: null, steps: 1, working: false }]);
});
