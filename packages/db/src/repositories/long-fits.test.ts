import { randomUUID } from 'node:crypto';
import { type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createListener, readStepContext } from '../protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';
import { startRun } from './runs';
import { askStep, listTypesOfStep, wasAsked } from './step-asks';
import {
  deleteOldStepCheckpoints,
  dropStepCheckpoint,
  findStepCheckpoint,
  keepStepCheckpoint,
  type NewStepCheckpoint,
} from './step-checkpoints';
import { keepStepPoints, listStepCurves } from './step-points';
import { deleteOldStepAsks, deleteOldStepPoints, findRecordedPlaces } from './upkeep';

let test: TestDatabase;
let projectId: ProjectId;
beforeAll(async () => {
  test = await createTestDatabase();
  projectId = (await makeProject(test.db)).id;
}, 60_000);
afterAll(() => test.drop());

const spec = {
  v: 1,
  title: 'Fit',
  type: 'gradient-boosted-trees',
  version: 1,
  params: {},
  seed: 1,
  inputs: {},
  limits: { seconds: 60, megabytes: 256 },
};

/** A run of two copies of step `fit`; `running` makes the first one the step of an attempt with token 1. */
async function startFit(running: boolean) {
  const steps = [0, 1].map((idx) =>
    runStepSchema.parse({ idx, queue: 'cpu', max_attempts: 3, spec: { ...spec, step: 'fit' } }),
  );
  const request = { projectId, requestKey: randomUUID(), startedBy: 'test', plan: null, steps, edges: [] };
  const { runId } = await startRun(test.db, request);
  if (running)
    await test.db.pool.query(
      `update step_run set status='running', worker=gen_random_uuid(), token=1 where run_id=$1 and idx=0`,
      [runId],
    );
  return runId;
}

const inAnHour = () => new Date(Date.now() + 3600_000);

describe('points of a step', () => {
  const runId = runIdSchema.parse(randomUUID());
  const point = (series: string, step: number, value: number, attempt = 1) => ({
    runId,
    idx: 0,
    attempt,
    series,
    step,
    value,
  });

  it('are one value per series and step, that of the latest attempt', async () => {
    await keepStepPoints(test.db, [point('loss', 2, 0.5), point('loss', 1, 0.7), point('loss', 1, 0.75)]);
    await keepStepPoints(test.db, [point('loss', 2, 0.4, 2), point('odd \0', 3, 1e-300, 2)]);
    await keepStepPoints(test.db, [point('loss', 2, 9, 1), point('loss', 4, Number.NaN)]);
    expect(await listStepCurves(test.db, { runId, idx: 0 })).toEqual([
      { series: 'loss', steps: [1, 2], values: [0.75, 0.4] },
      { series: 'odd \ufffd', steps: [3], values: [1e-300] },
    ]);
    expect(await listStepCurves(test.db, { runId, idx: 1 })).toEqual([]);
  });

  it('go with time', async () => {
    expect(await deleteOldStepPoints(test.db, { before: new Date(Date.now() - 3600_000), limit: 10 })).toBe(0);
    expect(await deleteOldStepPoints(test.db, { before: inAnHour(), limit: 2 })).toBe(2);
    expect(await deleteOldStepPoints(test.db, { before: inAnHour(), limit: 2 })).toBe(1);
  });
});

describe('the state of a fit', () => {
  const hash = (letter: string) => letter.repeat(64);
  const state = (runId: NewStepCheckpoint['runId'], more: Partial<NewStepCheckpoint>): NewStepCheckpoint => ({
    runId,
    idx: 0,
    token: 1,
    fingerprint: 'f',
    hash: hash('a'),
    location: 'a/one',
    bytes: 3,
    done: 10,
    ...more,
  });

  it('is kept by whoever holds the step, in place of the one before', async () => {
    const runId = await startFit(true);
    const key = { projectId, fingerprint: 'f' };
    expect(await keepStepCheckpoint(test.db, state(runId, {}))).toEqual({ kept: true, replaced: null });
    const next = { location: 'a/two', hash: hash('b'), done: 20 };
    expect(await keepStepCheckpoint(test.db, state(runId, next))).toEqual({ kept: true, replaced: 'a/one' });
    for (const other of [{ token: 2 }, { idx: 1 }])
      expect(await keepStepCheckpoint(test.db, state(runId, { ...other, location: 'a/three' }))).toMatchObject({
        kept: false,
      });
    expect(await findStepCheckpoint(test.db, key)).toEqual(next);
    expect(await findStepCheckpoint(test.db, { ...key, of: { runId, idx: 0 } })).toEqual(next);
    expect(await findStepCheckpoint(test.db, { ...key, of: { runId, idx: 1 } })).toBeNull();
    const other = (await makeProject(test.db)).id;
    expect(await findStepCheckpoint(test.db, { ...key, projectId: other })).toBeNull();
    expect(await findRecordedPlaces(test.db, ['a/one', 'a/two'])).toEqual(new Set(['a/two']));
    expect(await dropStepCheckpoint(test.db, key)).toBe('a/two');
    expect(await dropStepCheckpoint(test.db, key)).toBeNull();
  });

  it('goes when nobody went on from it', async () => {
    const runId = await startFit(true);
    await keepStepCheckpoint(test.db, state(runId, { fingerprint: 'g', location: 'a/four' }));
    expect(await deleteOldStepCheckpoints(test.db, { before: new Date(0), limit: 10 })).toEqual([]);
    expect(await deleteOldStepCheckpoints(test.db, { before: inAnHour(), limit: 10 })).toEqual(['a/four']);
  });
});

describe('asking a step to finish', () => {
  it('is kept and told, once, for as long as a copy of it is to end', async () => {
    const heard: string[] = [];
    const listener = await createListener({
      url: test.url,
      channels: ['mr_finish'],
      onNotify: (_, payload) => heard.push(payload),
    });
    const runId = await startFit(false);
    const ask = { projectId, runId, step: 'fit', kind: 'finish', actor: 'someone' } as const;
    const question = { runId, idx: 1, kind: 'finish' } as const;
    expect(await wasAsked(test.db, question)).toBe(false);
    const context = () => readStepContext(test.db.pool, { runId, idx: 1, hashes: [], idxs: [], fingerprint: null });
    expect(await context()).toMatchObject({ asked: false, lastAttempt: false });
    expect(await askStep(test.db, ask)).toBe('asked');
    expect(await askStep(test.db, ask)).toBe('asked');
    expect(await wasAsked(test.db, question)).toBe(true);
    await test.db.pool.query('update step_run set attempt = max_attempts where run_id = $1 and idx = 1', [runId]);
    expect(await context()).toMatchObject({ asked: true, lastAttempt: true });
    await test.db.pool.query('update step_run set attempt = max_attempts, losses = 1 where run_id = $1 and idx = 1', [
      runId,
    ]);
    expect(await context()).toMatchObject({ lastAttempt: false });
    await expect.poll(() => heard).toContain(runId);
    await listener.close();
    expect(await askStep(test.db, { ...ask, step: 'other' })).toBe('not-open');
    expect(await listTypesOfStep(test.db, ask)).toEqual(['gradient-boosted-trees']);
    expect(await listTypesOfStep(test.db, { ...ask, step: 'other' })).toEqual([]);
    const other = (await makeProject(test.db)).id;
    expect(await askStep(test.db, { ...ask, projectId: other })).toBe('no-run');
    expect(await listTypesOfStep(test.db, { ...ask, projectId: other })).toEqual([]);
    await test.db.pool.query(`select mr_cancel($1)`, [runId]);
    expect(await askStep(test.db, ask)).toBe('not-open');
    expect(await deleteOldStepAsks(test.db, { before: inAnHour(), limit: 10 })).toBe(1);
  });
});
