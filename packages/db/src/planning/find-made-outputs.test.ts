import { createHash, randomUUID } from 'node:crypto';
import { type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { artifactHashSchema, type ProjectId, stepIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { fingerprint, inputHashes, type ParentOutput } from '@millrace/pipeline-core/plan';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { catalog } from '@millrace/pipeline-core/steps';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPipeline, findMadeOutputs, planPipelineRun, publishExecutorCode, startPlannedRun } from '../index';
import { finish, hello, lease } from '../protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';

const codeHash = 'a'.repeat(64);
let test: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
  const code = Object.values(catalog).map(({ type, version }) => ({ type, version, codeHash }));
  await publishExecutorCode(db, code);
});
afterAll(() => test.drop());

const last = stepIdSchema.parse('last');

/** Sample data, filtered twice; a step beside them that names a dataset which is not there. */
function drawing(condition = 'tenure > 3'): PipelineDocument {
  const step = (id: string, type: string, params: object) => [
    id,
    { id, type, version: 1, params, position: { x: 0, y: 0 } },
  ];
  const line = (from: string, to: string) => [
    to,
    { id: to, from: { step: from, port: 'table' }, to: { step: to, port: 'table' } },
  ];
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries([
      step('data', 'sample-data', { sample: 'churn' }),
      step('first', 'filter-rows', { condition }),
      step('last', 'filter-rows', { condition: 'true' }),
      step('beside', 'dataset', { dataset: randomUUID() }),
    ]),
    edges: Object.fromEntries([line('data', 'first'), line('first', 'last')]),
  });
}

/** What a step makes, named after what went into it. */
function outputsOf({ step, params }: RunSpec) {
  return ['table', 'table.meta'].map((port) => {
    const hash = createHash('sha256')
      .update(`${step} ${JSON.stringify(params)} ${port}`)
      .digest('hex');
    return { port, hash: artifactHashSchema.parse(hash), bytes: 1, kind: 'file', location: `a/${hash}` };
  });
}

/** Runs the drawing to its last step, each step done as a worker does it. */
async function run(projectId: ProjectId, document: PipelineDocument): Promise<void> {
  const pipeline = await createPipeline(db, { projectId, name: 'Churn', document, createdBy: 'ann' });
  const about = { projectId, pipelineId: pipeline.id, document, may: () => true };
  const plan = await planPipelineRun(db, { ...about, targetStep: last });
  const start = { projectId, pipeline, plan, requestKey: randomUUID(), startedBy: 'ann', may: () => true };
  const started = await startPlannedRun(db, start);
  if (!started.ok) throw new Error(started.error.message);
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  const made: ParentOutput[] = [];
  for (const { idx, spec } of plan.steps) {
    const { steps: leased } = await lease(db.pool, { workerId, queue: 'cpu', count: 1 });
    const [found] = leased;
    if (found?.idx !== idx) throw new Error(`step ${idx} is not ready`);
    const outputs = outputsOf(spec);
    const mark = fingerprint(spec, codeHash, inputHashes(spec.inputs, made) ?? {});
    const { runId, token } = found;
    const result = { runId, idx, token, outcome: 'succeeded' as const, outputs, fingerprint: mark };
    await finish(db.pool, { workerId, results: [result], proceed: false });
    made.push(...outputs.map(({ port, hash }) => ({ idx, port, hash })));
  }
}

async function found(projectId: ProjectId, document: PipelineDocument) {
  return (await findMadeOutputs(db, { projectId, document, step: last })).outputs;
}

it('has what runs left of steps that are as they were, and nothing of changed ones and those behind them', async () => {
  const { id } = await makeProject(db);
  expect(await found(id, drawing())).toEqual({});
  await run(id, drawing());
  const all = await found(id, drawing());
  expect(Object.keys(all)).toEqual(['data', 'first', 'last']);
  expect(Object.keys(all[stepIdSchema.parse('first')] ?? {}).sort()).toEqual(['table', 'table.meta']);
  const changed = await found(id, drawing('tenure > 4'));
  expect(changed).toEqual({ data: all[stepIdSchema.parse('data')] });
  await run(id, drawing('tenure > 4'));
  expect(await found(id, drawing())).toEqual(all); // an edit that was taken back finds the older rows
});

it('says what is gone of the steps before, not of those beside, and sees nothing of other projects', async () => {
  const { id } = await makeProject(db);
  expect(await findMadeOutputs(db, { projectId: id, document: drawing(), step: last })).toEqual({
    references: {},
    gone: {},
    outputs: {},
  });
  const beside = stepIdSchema.parse('beside');
  const { gone } = await findMadeOutputs(db, { projectId: id, document: drawing(), step: beside });
  expect(Object.keys(gone)).toEqual(['beside']);
});
