import { randomUUID } from 'node:crypto';
import { askStep, startRun } from '@millrace/db';
import { checkInvariants, replayRun } from '@millrace/db/protocol';
import { makeProject, type TestDatabase } from '@millrace/db/testing';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { planRun } from '@millrace/pipeline-core/plan';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testChild } from '../testing/test-child';
import { startTestExecution, type TestExecution } from './testing/test-execution';
import { endOfRun } from './testing/test-run';

const childPath = testChild();
let worker: TestExecution;
let test: TestDatabase;

beforeAll(async () => {
  worker = await startTestExecution({
    name: 'end-of-search',
    childPath,
    settings: { slots: { cpu: 2 } },
  });
  ({ test } = worker);
}, 60_000);
afterAll(async () => {
  await worker.execution.stop();
  expect(await checkInvariants(test.db.pool, { settled: true })).toEqual([]);
  await worker.clean();
}, 60_000);

/** A search of the sample over so many trials. Its clock runs down as it begins, or `began` is told of the run at once. */
async function search(
  params: JsonObject,
  began: (run: RunId, projectId: ProjectId) => Promise<void> = async () => undefined,
  project?: ProjectId,
) {
  const step = (id: string, type: string, more: JsonObject) => [
    id,
    { id, type, version: 1, position: { x: 0, y: 0 }, params: more },
  ];
  const edge = (id: string, [from, port]: [string, string], [to, input]: [string, string]) => [
    id,
    { id, from: { step: from, port }, to: { step: to, port: input } },
  ];
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries([
      step('data', 'sample-data', { rows: 200 }),
      step('split', 'split-rows', {}),
      step('find', 'search', params),
    ]),
    edges: Object.fromEntries([
      edge('1', ['data', 'table'], ['split', 'table']),
      edge('2', ['split', 'split'], ['find', 'rows']),
    ]),
  });
  const { steps, edges } = await planRun({
    ...{ document, codeHashes: {}, references: {} },
    lookup: async () => new Map(),
    may: () => true,
  });
  const projectId = project ?? (await makeProject(test.db)).id;
  const key = { requestKey: randomUUID(), startedBy: 'test', plan: null };
  const { runId } = await startRun(test.db, { projectId, ...key, steps, edges });
  await began(runId, projectId);
  await endOfRun(test.db, runId, { limitMs: 100_000 });
  expect(await replayRun(test.db.pool, runId)).toEqual([]);
  return runId;
}

/** How trials ended, in how many transactions, and that each has told its own number. */
async function endsOf(run: RunId) {
  const { rows } = await test.db.pool.query(
    `select a.inline->>'state' state, a.inline->>'why' why, count(*)::int trials, count(distinct s.xmin::text)::int commits,
        bool_and((a.inline->>'number')::int=(s.spec->>'trial')::int) own
      from step_run s join artifact_use u on u.run_id=s.run_id and u.idx=s.idx and u.dir='out' and u.port='trial'
      join artifact a on a.hash=u.hash where s.run_id=$1 and s.status='succeeded' group by 1,2`,
    [run],
  );
  return rows;
}

it('a search whose time is up ends its hundreds of other trials in a few transactions', async () => {
  const [ends] = await endsOf(await search({ method: 'tpe', trials: 400, atOnce: 10, minutes: 1e-9 }));
  expect(ends).toMatchObject({ state: 'skipped', why: 'time', trials: 400, own: true });
  // One by one it would be 400; of 40 rounds each a few, 80 and more. Both slots may find the search over.
  expect(ends.commits).toBeLessThan(20);
}, 120_000);

it('a search that is asked for the best so far does so, too', async () => {
  const run = await search({ method: 'random', trials: 300 }, async (runId, projectId) => {
    await askStep(test.db, { projectId, runId, step: 'find', kind: 'finish', actor: 'test' });
  });
  const [ends] = await endsOf(run);
  expect(ends).toMatchObject({ state: 'skipped', why: 'asked', trials: 300, own: true });
  expect(ends.commits).toBeLessThan(20);
}, 120_000);

it('trials that are known from an earlier search are used again after its time, whichever is leased', async () => {
  const project = (await makeProject(test.db)).id;
  const params = { method: 'random', trials: 6, atOnce: 6 };
  const before = await search(params, undefined, project);
  const forgotten = `delete from step_cache c using step_run s where c.run_id=$1 and s.run_id=c.run_id and s.idx=c.idx
    and s.spec->>'trial' in ('0','1')`;
  expect((await test.db.pool.query(forgotten, [before])).rowCount).toBe(2);
  const run = await search({ ...params, minutes: 1e-9 }, undefined, project);
  const { rows } = await test.db.pool.query(
    `select status from step_run where run_id=$1 and spec ? 'trial' order by (spec->>'trial')::int`,
    [run],
  );
  const [skipped, known] = ['succeeded', 'cached'];
  expect(rows.map(({ status }) => status)).toEqual([skipped, skipped, known, known, known, known]);
}, 120_000);
