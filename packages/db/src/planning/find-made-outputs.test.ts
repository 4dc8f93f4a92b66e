import { createHash, randomUUID } from 'node:crypto';
import { type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { artifactHashSchema, stepIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { fingerprint, inputHashes, type ParentOutput } from '@millrace/pipeline-core/plan';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { catalog, getContract } from '@millrace/pipeline-core/steps';
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
function outputsOf({ step, type, params }: RunSpec) {
  const [port = ''] = Object.keys(getContract(type).outputs);
  const ports = port === 'model' ? ['model'] : [port, `${port}.meta`];
  return ports.map((name) => {
    const hash = createHash('sha256')
      .update(`${step} ${JSON.stringify(params)} ${name}`)
      .digest('hex');
    return { port: name, hash: artifactHashSchema.parse(hash), bytes: 1, kind: 'file', location: `a/${hash}` };
  });
}

async function makePipeline() {
  const { id: projectId } = await makeProject(db);
  return createPipeline(db, { projectId, name: 'Churn', document: drawing(), createdBy: 'ann' });
}
type Pipeline = Awaited<ReturnType<typeof makePipeline>>;

/** Runs a drawing of the pipeline to its last step, each step done as a worker does it. */
async function run(pipeline: Pipeline, document: PipelineDocument): Promise<void> {
  const { projectId } = pipeline;
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
    const isKept = getContract(spec.type).flags.deterministic === true;
    const kept = isKept ? { fingerprint: mark } : {};
    const result = { runId, idx, token, outcome: 'succeeded' as const, outputs, ...kept };
    await finish(db.pool, { workerId, results: [result], proceed: false });
    made.push(...outputs.map(({ port, hash }) => ({ idx, port, hash })));
  }
}

async function found({ projectId, id }: Pipeline, document: PipelineDocument) {
  return (await findMadeOutputs(db, { projectId, pipelineId: id, document, step: last })).outputs;
}

it('has what runs left of steps that are as they were, and nothing of changed ones and those behind them', async () => {
  const pipeline = await makePipeline();
  expect(await found(pipeline, drawing())).toEqual({});
  await run(pipeline, drawing());
  const all = await found(pipeline, drawing());
  expect(Object.keys(all)).toEqual(['data', 'first', 'last']);
  expect(Object.keys(all[stepIdSchema.parse('first')] ?? {}).sort()).toEqual(['table', 'table.meta']);
  const changed = await found(pipeline, drawing('tenure > 4'));
  expect(changed).toEqual({ data: all[stepIdSchema.parse('data')] });
  await run(pipeline, drawing('tenure > 4'));
  expect(await found(pipeline, drawing())).toEqual(all); // an edit that was taken back finds the older rows
});

/** Sample data, a check that runs each time, a split, a model, and the rows it is to score. */
function checked(rounds = 20): PipelineDocument {
  const { steps, edges: _edges, ...rest } = drawing();
  const at = { version: 1, position: { x: 0, y: 0 } };
  const line = (id: string, from: [string, string], to: [string, string]) => [
    id,
    { id, from: { step: from[0], port: from[1] }, to: { step: to[0], port: to[1] } },
  ];
  return pipelineDocumentSchema.parse({
    ...rest,
    steps: {
      data: steps.data,
      check: { id: 'check', type: 'check-quality', params: {}, ...at },
      split: { id: 'split', type: 'split-rows', params: {}, ...at },
      trees: { id: 'trees', type: 'gradient-boosted-trees', params: { rounds }, ...at },
      last: { id: 'last', type: 'batch-score', params: {}, ...at },
    },
    edges: Object.fromEntries([
      line('1', ['data', 'table'], ['check', 'table']),
      line('2', ['check', 'table'], ['split', 'table']),
      line('3', ['split', 'split'], ['trees', 'rows']),
      line('4', ['check', 'table'], ['last', 'table']),
      line('5', ['trees', 'model'], ['last', 'model']),
    ]),
  });
}

it('has what the last run left behind a step that always runs, models too, whatever code made it', async () => {
  const pipeline = await makePipeline();
  expect(await found(pipeline, checked())).toEqual({});
  await run(pipeline, checked());
  const all = await found(pipeline, checked());
  expect(Object.keys(all).sort()).toEqual(['check', 'data', 'last', 'split', 'trees']);
  expect(all[stepIdSchema.parse('trees')]).toHaveProperty('model');
  expect(Object.keys(await found(pipeline, checked(30))).sort()).toEqual(['check', 'data', 'split']);
  const { projectId } = pipeline;
  const other = await createPipeline(db, { projectId, name: 'Other', document: checked(), createdBy: 'ann' });
  expect(Object.keys(await found(other, checked()))).toEqual(['data']); // another pipeline has no last run
  const newer = { type: 'split-rows', version: 1, codeHash: 'b'.repeat(64) };
  await publishExecutorCode(db, [newer]);
  expect(Object.keys(await found(pipeline, checked())).sort()).toEqual(['check', 'data', 'last', 'split', 'trees']);
  await publishExecutorCode(db, [{ ...newer, codeHash }]);
});

it('has nothing of a step whose table was let go, though what is said about it is still there', async () => {
  const pipeline = await makePipeline();
  await run(pipeline, checked());
  const check = stepIdSchema.parse('check');
  expect(Object.keys(await found(pipeline, checked()))).toContain(check);
  await db.pool.query(
    `delete from artifact_use u using step_run s where s.run_id = u.run_id and s.idx = u.idx and s.project_id = $1
       and s.spec ->> 'step' = $2 and u.dir = 'out' and u.port = 'table'`,
    [pipeline.projectId, check],
  );
  expect(await found(pipeline, checked())).not.toHaveProperty(check);
});

it('says what is gone of the steps before, not of those beside, and sees nothing of other projects', async () => {
  const { projectId, id: pipelineId } = await makePipeline();
  const about = { projectId, pipelineId, document: drawing() };
  expect(await findMadeOutputs(db, { ...about, step: last })).toEqual({ references: {}, gone: {}, outputs: {} });
  const beside = stepIdSchema.parse('beside');
  const { gone } = await findMadeOutputs(db, { ...about, step: beside });
  expect(Object.keys(gone)).toEqual(['beside']);
});
