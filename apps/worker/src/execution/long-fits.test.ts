import { readFile, writeFile } from 'node:fs/promises';
import { askStep, listOutputs, listStepCurves, listStepLogs } from '@millrace/db';
import { makeProject, type TestDatabase } from '@millrace/db/testing';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ArtifactStore } from '../data/artifact-store';
import { testProgram } from '../testing/test-program';
import { until } from '../testing/until';
import { startTestExecution, type TestExecution } from './testing/test-execution';
import { endOfRun, startTestRun } from './testing/test-run';

let worker: TestExecution;
let test: TestDatabase;
let files: ArtifactStore;
let projectId: ProjectId;
const childPath = testProgram('execution/testing/counting-child.ts');
/** A type that the build knows the code of; the child counts whatever it is told. */
const type = 'gradient-boosted-trees';

beforeAll(async () => {
  worker = await startTestExecution({
    name: 'long-fits',
    childPath,
    stepTypes: [
      {
        ...{ type, version: 1, cacheable: true, ownProcess: true, inRounds: true },
        ...{ foreignCode: false, team: false, outside: false },
      },
    ],
    settings: { beatMs: 200, backoffMs: 20 },
    megabytes: 256,
  });
  ({ test, files } = worker);
}, 60_000);
afterAll(async () => {
  await worker.execution.stop();
  await worker.clean();
});
beforeEach(async () => {
  projectId = (await makeProject(test.db)).id;
});

const count = (params: object, more: object = {}) =>
  startTestRun(test.db, {
    projectId,
    steps: [{ type, params: { rounds: 100, roundMs: 5, ...params }, ...more }],
  });

async function counted(run: RunId): Promise<string> {
  const [output] = await listOutputs(test.db, { runId: run });
  return readFile(files.pathOf(output?.artifact.location ?? ''), 'utf8');
}

async function logOf(run: RunId, attempt: number): Promise<string[]> {
  const lines = await until(
    async () => {
      const all = await listStepLogs(test.db, { runId: run });
      return all.some((line) => line.attempt === attempt && line.text.startsWith('begins')) ? all : null;
    },
    { what: `the log of attempt ${attempt}` },
  );
  return lines.filter((line) => line.attempt === attempt && line.level !== 'debug').map(({ text }) => text);
}

async function states(): Promise<{ location: string; done: number }[]> {
  const { rows } = await test.db.pool.query('select location, done from step_checkpoint where project_id=$1', [
    projectId,
  ]);
  return rows;
}

it('goes on from its last state when its process was killed half way, to the same bytes', async () => {
  const whole = await count({});
  expect((await endOfRun(test.db, whole)).status).toBe('succeeded');
  projectId = (await makeProject(test.db)).id;
  const cut = await count({ dieAt: 50 });
  expect((await endOfRun(test.db, cut)).status).toBe('succeeded');
  expect(await counted(cut)).toBe(await counted(whole));
  const [went, begins] = (await logOf(cut, 2)).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(went).toBe(begins);
  expect(begins).toBeGreaterThan(0);
  // The curve is whole, and the state is gone with the commit.
  await until(async () => (await listStepCurves(test.db, { runId: cut, idx: 0 }))[0]?.values.length === 100, {
    what: 'the whole curve',
  });
  await until(async () => (await states()).length === 0, { what: 'the state to go' });
});

it('goes on in another run of the same step when the first was stopped', async () => {
  const first = await count({ rounds: 400, stayAt: 20 });
  await until(async () => ((await states())[0]?.done ?? 0) > 0, { what: 'a state' });
  await test.db.pool.query('select mr_cancel($1)', [first]);
  expect((await endOfRun(test.db, first)).status).toBe('cancelled');
  const second = await count({ rounds: 400, stayAt: 20 });
  expect((await logOf(second, 1)).at(0)).toMatch(/^Goes on from \d+, where/);
  expect((await endOfRun(test.db, second)).status).toBe('succeeded');
  expect((await counted(second)).split(' ')[0]).toBe('400');
});

it('starts from the beginning when the state is damaged, and when asked to run anew', async () => {
  const first = await count({ rounds: 100_000 });
  await until(async () => ((await states())[0]?.done ?? 0) > 5, { what: 'a state' });
  await test.db.pool.query('select mr_cancel($1)', [first]);
  await endOfRun(test.db, first);
  const anew = await count({ rounds: 100_000 }, { force: true });
  expect(await logOf(anew, 1)).toEqual(['begins at 0']);
  await test.db.pool.query('select mr_cancel($1)', [anew]);
  await endOfRun(test.db, anew);
  const [state] = await states();
  await writeFile(files.pathOf(state?.location ?? ''), 'no state');
  const again = await count({ rounds: 100_000 });
  expect(await logOf(again, 1)).toEqual([
    'The state that an earlier attempt kept is damaged: this one starts from the beginning.',
    'begins at 0',
  ]);
  await until(async () => (await listStepCurves(test.db, { runId: again, idx: 0 }))[0], { what: 'a curve' });
  expect(await askStep(test.db, { projectId, runId: again, step: 's0', kind: 'finish', actor: 'someone' })).toBe(
    'asked',
  );
  expect((await endOfRun(test.db, again)).status).toBe('succeeded');
});

it('answers with the best so far when asked, which is used by no equal step', async () => {
  const run = await count({ rounds: 100_000 });
  await until(async () => (await listStepCurves(test.db, { runId: run, idx: 0 }))[0], { what: 'a curve' });
  const ask = { projectId, runId: run, step: 's0', kind: 'finish', actor: 'someone' } as const;
  expect(await askStep(test.db, ask)).toBe('asked');
  expect((await endOfRun(test.db, run)).steps).toEqual(['succeeded']);
  expect(Number((await counted(run)).split(' ')[0])).toBeLessThan(100_000);
  const { rows } = await test.db.pool.query('select 1 from step_cache where project_id=$1', [projectId]);
  expect(rows).toEqual([]);
});

it('hears with the heartbeat what a lost notification did not tell', async () => {
  const run = await count({ rounds: 100_000 });
  await until(async () => (await listStepCurves(test.db, { runId: run, idx: 0 }))[0], { what: 'a curve' });
  await test.db.pool.query(`insert into step_ask (run_id, step, kind, actor) values ($1,'s0','finish','someone')`, [
    run,
  ]);
  expect((await endOfRun(test.db, run)).steps).toEqual(['succeeded']);
});
