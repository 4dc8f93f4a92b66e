import { randomUUID } from 'node:crypto';
import { listOutputs, listStepLogs, listTrials, recordTrials, startRun } from '@millrace/db';
import { checkInvariants } from '@millrace/db/protocol';
import { makeProject, type TestDatabase } from '@millrace/db/testing';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { planRun } from '@millrace/pipeline-core/plan';
import type { RunStep } from '@millrace/pipeline-core/run';
import { searchReportSchema } from '@millrace/pipeline-core/search';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testChild } from '../testing/test-child';
import { startTestExecution, type TestExecution } from './testing/test-execution';
import { endOfRun } from './testing/test-run';

const childPath = testChild();
let worker: TestExecution;
let test: TestDatabase;
let projectId: ProjectId;

beforeAll(async () => {
  worker = await startTestExecution({ name: 'stop-poor', childPath });
  ({ test } = worker);
  projectId = (await makeProject(test.db)).id;
}, 60_000);
afterAll(async () => {
  await worker.execution.stop();
  expect(await checkInvariants(test.db.pool, { settled: true })).toEqual([]);
  await worker.clean();
}, 60_000);

/** Trials in their order: five of a few slow rounds, one that hardly learns in many of them, for more than two looks, and one that learns fast. */
const settings = [
  ...[1, 2, 3, 4, 5].map((l2) => ({ rounds: 30, learningRate: 0.02, l2 })),
  { rounds: 5000, learningRate: 0.02, l2: 1e6 },
  { rounds: 300, learningRate: 0.2, l2: 1 },
].map((one) => ({ ...one, earlyStopping: false }));
const [poor, good] = [5, 6];

/** A search whose rounds of one trial each propose these settings, one after the other. */
async function stepsOf(stopPoor: boolean): Promise<{ steps: RunStep[]; edges: [number, number][] }> {
  const step = (id: string, type: string, params: JsonObject) => [
    id,
    { id, type, version: 1, position: { x: 0, y: 0 }, params },
  ];
  const edge = (id: string, [from, port]: [string, string], [to, input]: [string, string]) => [
    id,
    { id, from: { step: from, port }, to: { step: to, port: input } },
  ];
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries([
      step('data', 'sample-data', { rows: 2000 }),
      step('split', 'split-rows', {}),
      step('find', 'search', { method: 'tpe', trials: settings.length, atOnce: 1, stopPoor }),
    ]),
    edges: Object.fromEntries([
      edge('1', ['data', 'table'], ['split', 'table']),
      edge('2', ['split', 'split'], ['find', 'rows']),
    ]),
  });
  const options = { codeHashes: {}, references: {}, lookup: async () => new Map(), may: () => true };
  const { steps, edges } = await planRun({ document, ...options });
  let next = 0;
  const proposed = steps.map((one) => {
    if (one.spec.type !== 'search-propose') return one;
    const start = settings[next++]!;
    return { ...one, spec: { ...one.spec, params: { ...one.spec.params, start } } };
  });
  return { steps: proposed, edges };
}

async function run(stopPoor: boolean): Promise<{ runId: RunId; trials: RunStep[]; last: number }> {
  const { steps, edges } = await stepsOf(stopPoor);
  const key = { requestKey: randomUUID(), startedBy: 'test', plan: null };
  const { runId } = await startRun(test.db, { projectId, ...key, steps, edges });
  expect((await endOfRun(test.db, runId, { limitMs: 120_000 })).status).toBe('succeeded');
  const last = steps.length - 1;
  await recordTrials(test.db, { runId, idx: last, of: 'search' });
  return { runId, trials: steps.filter(({ spec }) => spec.trial !== undefined), last };
}

const statusesOf = async (runId: RunId, trials: readonly RunStep[]) => {
  const { rows } = await test.db.pool.query('select idx, status from step_run where run_id=$1', [runId]);
  return trials.map(({ idx }) => rows.find((row) => row.idx === idx)?.status);
};

it('a poor trial is stopped and judged as it is, a good one is not; only whole fits are used again', async () => {
  const first = await run(true);
  const found = await listTrials(test.db, { runId: first.runId });
  expect(found.map(({ state }) => state)).toEqual(settings.map(() => 'done'));
  expect(found.map(({ stopped }) => stopped?.trials ?? null)).toEqual([null, null, null, null, null, 5, null]);
  const { step = 0 } = found[poor]?.stopped ?? {};
  expect(step).toBeGreaterThanOrEqual(10);
  expect(found[poor]?.metric).not.toBeNull();
  const idx = first.trials[poor]?.idx ?? -1;
  const words = (await listStepLogs(test.db, { runId: first.runId })).filter((line) => line.idx === idx);
  expect(words.map(({ text }) => text)).toContainEqual(
    expect.stringContaining(`stopped early: worse than the median of 5 trials at step ${step}`),
  );
  const outputs = await listOutputs(test.db, { runId: first.runId });
  const report = outputs.find((one) => one.idx === first.last && one.port === 'trials')?.artifact.inline;
  expect(searchReportSchema.parse(report).trials[poor]?.stopped).toEqual({ trials: 5, step });

  // Those before it come from the cache, with the curves of the run that fitted them.
  const again = await run(true);
  const cached = settings.map((_, at) => (at === poor ? 'succeeded' : 'cached'));
  expect(await statusesOf(again.runId, again.trials)).toEqual(cached);
  expect((await listTrials(test.db, { runId: again.runId }))[poor]?.stopped?.trials).toBe(5);
  expect((await listTrials(test.db, { runId: again.runId }))[good]?.stopped).toBeNull();

  // A search that stops nothing fits the poor one to its end.
  const whole = await run(false);
  expect(await statusesOf(whole.runId, whole.trials)).toEqual(cached);
  expect((await listTrials(test.db, { runId: whole.runId })).map(({ stopped }) => stopped)).toEqual(
    settings.map(() => null),
  );
}, 300_000);
