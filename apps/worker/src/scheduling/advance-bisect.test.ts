import {
  cancelBisect,
  createBisect,
  createPipeline,
  getBisect,
  listCandidates,
  listRuns,
  listVersions,
  orderRunList,
  type Pipeline,
  planPipelineRun,
  prepareBisect,
  readTopic,
  savePipeline,
  startPlannedRun,
} from '@millrace/db';
import { makeUser } from '@millrace/db/testing';
import { type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import type { RunId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endOfRun } from '../execution/testing/test-run';
import { NotYet } from '../queue/to-queue-error';
import { type SourceFlow, startSourceFlow } from '../sources-flow/testing/source-flow';
import { testChild } from '../testing/test-child';
import { advanceBisect } from './advance-bisect';

const childPath = testChild();
let flow: SourceFlow;
let pipeline: Pipeline;
let good: RunId;
let bad: RunId;

/** A column that tells the answer and one that does not; a tree that may not split says 0.5 of every row. */
function rows(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, at) => `${(at * 37) % 100},${(at * 53) % 11},${(at * 37) % 100 > 50 ? 'yes' : 'no'}`,
  );
  return ['x,z,y', ...lines].join('\n');
}

type Settings = { tree?: JsonObject; judge?: JsonObject };

function drawing(dataset: string, { tree = {}, judge = {} }: Settings = {}): PipelineDocument {
  const steps = {
    data: { type: 'dataset', params: { dataset } },
    pick: { type: 'select-columns', params: { target: 'y' } },
    split: { type: 'split-rows', params: { strategy: 'stratified', train: 0.6, validation: 0, test: 0.4 } },
    tree: { type: 'decision-tree', params: tree },
    judge: { type: 'evaluate', params: { bootstrap: 0, ...judge } },
  };
  const lines = [
    'data.table pick.table',
    'pick.table split.table',
    'split.split tree.rows',
    'split.split judge.rows',
    'tree.model judge.model',
  ];
  const end = (text = '') => ({ step: text.split('.')[0], port: text.split('.')[1] });
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(
      Object.entries(steps).map(([id, step], at) => [
        id,
        { id, version: 1, title: id, position: { x: at * 200, y: 0 }, ...step },
      ]),
    ),
    edges: Object.fromEntries(
      lines.map((line) => [
        line.replace(/\W/g, '-'),
        { id: line.replace(/\W/g, '-'), from: end(line.split(' ')[0]), to: end(line.split(' ')[1]) },
      ]),
    ),
  });
}

async function runDrawing(document: PipelineDocument): Promise<RunId> {
  const { db } = flow.test;
  const saved = await savePipeline(db, {
    ...{
      projectId: flow.project,
      id: pipeline.id,
      document,
      baseRevision: pipeline.revision,
      userId: flow.actor,
      deletedSteps: [],
    },
  });
  if (!saved.ok) throw new Error('not saved');
  pipeline = { ...pipeline, document, revision: saved.value.revision };
  const about = { projectId: flow.project, may: () => true };
  const plan = await planPipelineRun(db, { ...about, pipelineId: pipeline.id, document });
  const started = await startPlannedRun(db, {
    ...about,
    pipeline,
    plan,
    requestKey: `drawing ${pipeline.revision}`,
    startedBy: flow.actor,
  });
  if (!started.ok) throw new Error(started.error.message);
  await endOfRun(db, started.value.runId);
  await flow.relay();
  return started.value.runId;
}

beforeAll(async () => {
  flow = await startSourceFlow({ childPath });
  const { db } = flow.test;
  const source = await flow.source({ kind: 'url', url: `${flow.server.base}/rows.csv` });
  flow.server.send('/rows.csv', rows(200));
  expect(await flow.runNow(source)).toMatchObject({ outcome: 'landed' });
  const document = drawing(source.datasetId);
  pipeline = await createPipeline(db, { projectId: flow.project, name: 'p', document, createdBy: flow.actor });
  good = await runDrawing(document);
  flow.server.send('/rows.csv', rows(240));
  expect(await flow.runNow(source)).toMatchObject({ outcome: 'landed' });
  bad = await runDrawing(
    drawing(source.datasetId, { tree: { maxDepth: 6, minRowsPerLeaf: 1000 }, judge: { bootstrap: 20 } }),
  );
}, 180_000);
afterAll(() => flow?.stop(), 60_000);

/** Drives a search as the schedule role does, each time as if the process had just started. */
async function drive(id: string) {
  for (let turn = 0; turn < 20; turn++) {
    await advanceBisect(flow.test.db, id);
    const now = await getBisect(flow.test.db, { projectId: flow.project, id });
    if (now === null) throw new Error('the search is gone');
    const open = now.tried.find(({ ended }) => !ended);
    if (now.status !== 'running' || open?.run == null) return now;
    await endOfRun(flow.test.db, open.run);
    await flow.relay();
  }
  throw new Error('the search does not end');
}

describe('the search for what made a run worse', () => {
  it('finds the one of four differences that did, by hybrid runs that reuse what they can, and leaves no trace in lists', async () => {
    const { db } = flow.test;
    const key = { projectId: flow.project };
    const before = {
      versions: await listVersions(db, { ...key, pipelineId: pipeline.id }),
      runs: await listRuns(db, key),
    };
    const prepared = await prepareBisect(db, { ...key, good, bad, repeats: 0, most: 20 });
    if (!prepared.ok) throw new Error(prepared.error.message);
    const { setup, pipelineId } = prepared.value;
    expect(setup).toMatchObject({ step: 'judge', metric: 'auc', good: { again: false }, bad: { again: false } });
    expect(setup.differences.map(({ id }) => id)).toEqual([
      'parameter:judge:bootstrap',
      'parameter:tree:maxDepth',
      'parameter:tree:minRowsPerLeaf',
      'data:data',
    ]);
    const { id } = await createBisect(db, { ...key, pipelineId, setup, createdBy: flow.actor });
    const done = await drive(id);

    expect(done).toMatchObject({ status: 'done', error: null });
    expect(done.verdict).toMatchObject({
      kind: 'found',
      shares: [{ ids: ['parameter:tree:minRowsPerLeaf'], how: 'alone' }],
    });
    expect(done.verdict?.minimal).toEqual(['parameter:tree:minRowsPerLeaf']);
    const shares = done.verdict?.shares[0]?.loss ?? 0;
    expect(shares + (done.verdict?.rest ?? 0)).toBeCloseTo(setup.good.value - setup.bad.value, 10);
    expect(done.tried.length).toBeLessThanOrEqual(3);
    expect(done.tried.every(({ value }) => value !== null)).toBe(true);
    // The first hybrid switches on settings behind the split: the split and what is before it are taken from the cache.
    expect(done.tried[0]).toMatchObject({
      on: ['parameter:judge:bootstrap', 'parameter:tree:maxDepth'],
      ran: 2,
      steps: 5,
    });

    expect(await listRuns(db, key)).toEqual(before.runs);
    expect(await listRuns(db, { ...key, kind: 'hybrid' })).toHaveLength(done.tried.length);
    expect(await listVersions(db, { ...key, pipelineId: pipeline.id })).toEqual(before.versions);
    const ordinary = new Set(before.runs.map((run) => run.id));
    expect((await listCandidates(db, key)).filter(({ runId }) => !ordinary.has(runId))).toEqual([]);
    const sort = { side: 'attribute' as const, key: 'started', descending: true };
    expect(await orderRunList(db, { ...key, filter: [], rules: {}, sort })).toHaveLength(2);
    const told = await readTopic(db, { ...key, topic: 'run-finished', after: 0, limit: 100 });
    expect(
      told.filter(({ data }) => done.tried.some(({ run }) => JSON.stringify(data).includes(run ?? 'none'))),
    ).toEqual([]);
  }, 120_000);

  it('ends with a reason when whoever started it may not run any more, and is not driven once it was stopped', async () => {
    const { db } = flow.test;
    const key = { projectId: flow.project };
    const prepared = await prepareBisect(db, { ...key, good, bad, repeats: 1, most: 20 });
    if (!prepared.ok) throw new Error(prepared.error.message);
    const stranger = (await makeUser(db)).id;
    const left = await createBisect(db, { ...key, ...prepared.value, createdBy: stranger });
    expect(await drive(left.id)).toMatchObject({ status: 'failed', error: { code: 'right-gone' }, tried: [] });
    const stopped = await createBisect(db, { ...key, ...prepared.value, createdBy: flow.actor });
    await cancelBisect(db, { ...key, id: stopped.id });
    expect(await drive(stopped.id)).toMatchObject({ status: 'cancelled', tried: [] });
  });

  it('is refused between runs the wrong way round', async () => {
    const { db } = flow.test;
    const key = { projectId: flow.project };
    const wrong = await prepareBisect(db, { ...key, good: bad, bad: good, repeats: 0, most: 20 });
    expect(wrong).toMatchObject({ ok: false, error: { message: expect.stringContaining('no worse than') } });
  });

  // Last: it takes figures away that the runs before share.
  it('waits for figures that come a moment later, and goes on without those that never do', async () => {
    const { db } = flow.test;
    const key = { projectId: flow.project };
    const prepared = await prepareBisect(db, { ...key, good, bad, repeats: 1, most: 20 });
    if (!prepared.ok) throw new Error(prepared.error.message);
    const { id } = await createBisect(db, { ...key, ...prepared.value, createdBy: flow.actor });
    const triedFirst = async () => (await getBisect(db, { ...key, id }))?.tried[0];
    await advanceBisect(db, id);
    const run = (await triedFirst())?.run;
    if (run == null) throw new Error('no hybrid was started');
    await endOfRun(db, run);
    await flow.relay();
    // As if the event with its figures had been lost: the table it judged is not that of an evaluation any more.
    const own = `(select u.hash from artifact_use u where u.run_id = $1 and u.dir = 'out')`;
    await flow.test.db.pool.query(
      `update evaluation set artifact_hash = repeat('0', 64) where artifact_hash in ${own}`,
      [run],
    );
    await expect(advanceBisect(db, id)).rejects.toBeInstanceOf(NotYet);
    expect(await triedFirst()).toMatchObject({ ended: false });
    await advanceBisect(db, id, new Date(Date.now() + 11 * 60_000));
    expect(await triedFirst()).toMatchObject({
      ended: true,
      value: null,
      problem: expect.stringMatching(/not recorded/),
    });
  }, 120_000);
});
