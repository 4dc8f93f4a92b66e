import { createHash, randomUUID } from 'node:crypto';
import { artifactHashSchema, type ProjectId, type RunId, workerIdSchema } from '@millrace/pipeline-core/ids';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToOutbox, cancelRun, deleteFromOutbox, readOutbox, startRun } from '../index';
import { finish, hello, lease } from '../protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';
import { findAwaitedEvaluation } from './awaited-evaluations';

let test: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

const sha = (text: string) => artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));
const [linear, trees] = [sha('linear'), sha('trees')];

type Drawn = { type: string; title?: string; from?: Record<string, [number, string][]> };

/** Two trainers, then what is drawn behind them. */
async function startDrawn(projectId: ProjectId, behind: Drawn[]): Promise<{ runId: RunId; number: number }> {
  const drawn: Drawn[] = [{ type: 'linear-regression' }, { type: 'gradient-boosted-trees' }, ...behind];
  const edges: [number, number][] = [];
  const steps = drawn.map(({ type, title = type, from = {} }, idx) => {
    const inputs = Object.fromEntries(
      Object.entries(from).map(([port, sources]) => [port, sources.map(([at, out]) => ({ idx: at, port: out }))]),
    );
    edges.push(...Object.values(from).flatMap((sources) => sources.map(([at]): [number, number] => [at, idx])));
    const limits = { seconds: 60, megabytes: 100 };
    const spec = { v: 1, step: `s${idx}`, title, type, version: 1, params: {}, seed: 1, inputs, limits };
    return runStepSchema.parse({ idx, queue: 'cpu', max_attempts: 1, spec });
  });
  return startRun(db, { projectId, requestKey: randomUUID(), startedBy: 'ann', plan: {}, steps, edges });
}

/** Ends the steps that are ready, in their order, as a worker would. */
async function end(runId: RunId, results: { port: string; hash: string }[] | 'failed'): Promise<void> {
  await db.pool.query(`update step_run set status = 'held' where status = 'ready' and run_id <> $1`, [runId]);
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  for (const result of results === 'failed' ? [null] : results) {
    const [step] = (await lease(db.pool, { workerId, queue: 'cpu', count: 1 })).steps;
    if (step === undefined) throw new Error('no step is ready');
    const { idx, token } = step;
    const own =
      result === null
        ? { outcome: 'failed' as const, outputs: [] }
        : {
            outcome: 'succeeded' as const,
            outputs: [{ ...result, kind: 'model', bytes: 1, location: `a/${result.hash}` }],
          };
    await finish(db.pool, { workerId, results: [{ runId, idx, token, ...own }], proceed: false });
  }
}

const models = [
  { port: 'model', hash: linear },
  { port: 'model', hash: trees },
];
const judgesLinear: Drawn = { type: 'evaluate', title: 'Judge', from: { model: [[0, 'model']] } };
const chooses: Drawn[] = [
  {
    type: 'compare-candidates',
    from: {
      models: [
        [0, 'model'],
        [1, 'model'],
      ],
    },
  },
  { type: 'evaluate', title: 'Judge the best', from: { model: [[2, 'best']] } },
];

describe('an evaluation that is not recorded', () => {
  it('is awaited of an Evaluate step that is not over, of its model and project only', async () => {
    const { id: projectId } = await makeProject(db);
    const { runId, number } = await startDrawn(projectId, [judgesLinear]);
    await end(runId, models);
    const awaits = `step "Judge" of run ${number}`;
    expect(await findAwaitedEvaluation(db, { projectId, modelHash: linear })).toEqual({ awaits });
    expect(await findAwaitedEvaluation(db, { projectId, modelHash: trees })).toEqual({});
    const other = await makeProject(db);
    expect(await findAwaitedEvaluation(db, { projectId: other.id, modelHash: linear })).toEqual({});
  });

  it('is awaited until it is out of the outbox', async () => {
    const { id: projectId } = await makeProject(db);
    const { runId } = await startDrawn(projectId, [judgesLinear]);
    await end(runId, [...models, { port: 'evaluation', hash: sha('evaluation') }]);
    const event = { topic: 'candidate-evaluated', key: `${runId}-2-1`, payload: { model: linear } };
    await addToOutbox(db, event);
    const key = { projectId, modelHash: linear };
    expect(await findAwaitedEvaluation(db, key)).toEqual({ awaits: 'it is being recorded' });
    const row = (await readOutbox(db)).find(({ key }) => key === event.key);
    if (row === undefined) throw new Error('the event is gone');
    await deleteFromOutbox(db, [row.id]);
    expect(await findAwaitedEvaluation(db, key)).toEqual({});
  });

  it('was lost where its step failed or its run was cancelled', async () => {
    const { id: projectId } = await makeProject(db);
    const failing = await startDrawn(projectId, [judgesLinear]);
    await end(failing.runId, models);
    await end(failing.runId, 'failed');
    const key = { projectId, modelHash: linear };
    expect(await findAwaitedEvaluation(db, key)).toEqual({ missed: `step "Judge" of run ${failing.number} failed` });
    const again = await startDrawn(projectId, [judgesLinear]);
    await end(again.runId, models);
    expect(await findAwaitedEvaluation(db, key)).toEqual({ awaits: `step "Judge" of run ${again.number}` });
    await cancelRun(db, { projectId, id: again.runId });
    const missed = `step "Judge" of run ${again.number} was cancelled`;
    expect(await findAwaitedEvaluation(db, key)).toEqual({ missed });
  });

  it('may come of every model that a comparison has not chosen from yet, and of the best then', async () => {
    const { id: projectId } = await makeProject(db);
    const { runId, number } = await startDrawn(projectId, chooses);
    await end(runId, models);
    const of = (modelHash: typeof linear) => findAwaitedEvaluation(db, { projectId, modelHash });
    const awaits = `step "Judge the best" of run ${number}`;
    expect([await of(linear), await of(trees)]).toEqual([{ awaits }, { awaits }]);
    await end(runId, [{ port: 'best', hash: trees }]);
    expect([await of(linear), await of(trees)]).toEqual([{}, { awaits }]);
  });
});
