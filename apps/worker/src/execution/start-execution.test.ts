import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listExecutorCode, listOutputs, listStepLogs, listWorkers, readOutbox } from '@millrace/db';
import { checkInvariants, createListener } from '@millrace/db/protocol';
import { makeProject, type TestDatabase } from '@millrace/db/testing';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ArtifactStore } from '../data/artifact-store';
import { latePreview } from '../data/preview/late-preview';
import { until } from '../testing/until';
import type { Execution } from './start-execution';
import { startTestExecution, type TestExecution } from './testing/test-execution';
import { endOfRun, startTestRun } from './testing/test-run';

let worker: TestExecution;
let test: TestDatabase;
let folder: string;
let files: ArtifactStore;
let execution: Execution;
/** Puts that a full disk refuses from now on. */
let refusedPuts = 0;
let projectId: ProjectId;

beforeAll(async () => {
  worker = await startTestExecution({
    name: 'execution',
    putFile: () => putFile,
    childPath: fileURLToPath(new URL('./testing/tiny-child.mjs', import.meta.url)),
    stepTypes: [
      { type: 'sum', version: 1, cacheable: true, ownProcess: false, foreignCode: false, team: false, outside: false },
      { type: 'die', version: 1, cacheable: false, ownProcess: true, foreignCode: true, team: false, outside: false },
    ],
    settings: { slots: { cpu: 2 }, beatMs: 200, backoffMs: 20 },
    megabytes: 256,
  });
  ({ test, folder, files, execution } = worker);
  projectId = (await makeProject(test.db)).id;
});
afterAll(async () => {
  await execution.stop();
  expect(await checkInvariants(test.db.pool, { settled: true })).toEqual([]);
  expect(await readdir(join(folder, 'attempts'))).toEqual([]);
  await worker.clean();
});

async function putFile(path: string) {
  if (refusedPuts === 0) return files.putFile(path);
  refusedPuts -= 1;
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

const diamond = {
  steps: [{}, {}, {}, { params: { add: 3, event: true } }],
  edges: [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
  ] as [number, number][],
};

describe('execution', () => {
  it('runs steps in children, stores what they make and keeps logs and progress', async () => {
    const heard: string[] = [];
    const listener = await createListener({
      url: test.url,
      channels: ['mr_progress'],
      onNotify: (_, payload) => heard.push(payload),
    });
    const run = await startTestRun(test.db, { projectId, ...diamond });
    expect((await endOfRun(test.db, run)).status).toBe('succeeded');
    const outputs = await listOutputs(test.db, { runId: run, idx: 3 });
    const byPort = new Map(outputs.map(({ port, artifact }) => [port, artifact]));
    expect(byPort.get('value')?.inline).toEqual({ value: 6 });
    const location = byPort.get('file')?.location ?? '';
    expect(await readFile(files.pathOf(location), 'utf8')).toBe('sum 6');
    await until(async () => (await listStepLogs(test.db, { runId: run })).length === 8, {
      what: 'where each step ran, and what it said',
    });
    await until(() => heard.some((payload) => JSON.parse(payload).run === run), { what: 'progress' });
    await listener.close();
    expect((await readOutbox(test.db)).find(({ topic }) => topic === 'summed')).toMatchObject({
      key: `${run}-3-0`,
      payload: { value: 6 },
    });
  });

  it('uses equal results again, and not when asked to run anew', async () => {
    const again = await startTestRun(test.db, { projectId, ...diamond });
    expect((await endOfRun(test.db, again)).steps).toEqual(Array(4).fill('cached'));
    const forced = await startTestRun(test.db, { projectId, steps: [{ force: true }] });
    expect((await endOfRun(test.db, forced)).steps).toEqual(['succeeded']);
    const other = await startTestRun(test.db, { projectId: (await makeProject(test.db)).id, ...diamond });
    expect((await endOfRun(test.db, other)).steps).toEqual(Array(4).fill('succeeded'));
  });

  it('runs a step anew that says its result does not repeat, and uses what comes out the same', async () => {
    const steps = [{ params: { add: 5, chance: true } }, { params: { add: 6 } }];
    for (const expected of [
      ['succeeded', 'succeeded'],
      ['succeeded', 'cached'],
    ]) {
      const run = await startTestRun(test.db, { projectId, steps, edges: [[0, 1]] });
      expect((await endOfRun(test.db, run)).steps).toEqual(expected);
    }
  });

  it('keeps one file per content', async () => {
    const { rows } = await test.db.pool.query<{ location: string }>(
      'select location from artifact where location is not null',
    );
    const stored = await until(
      async () => {
        const names = (await files.sweepCandidates(Date.now() + 60_000)).map(({ location }) => location);
        return names.length === rows.length ? names : null;
      },
      { what: 'surplus copies to go' },
    );
    expect(stored.sort()).toEqual(rows.map(({ location }) => location).sort());
  });

  it('tries a step again whose child was killed, as often as it may', async () => {
    const run = await startTestRun(test.db, { projectId, steps: [{ type: 'die', maxAttempts: 2 }] });
    expect((await endOfRun(test.db, run)).steps).toEqual(['failed']);
    const { rows } = await test.db.pool.query(`select attempt, error->>'code' code from step_run where run_id=$1`, [
      run,
    ]);
    expect(rows).toEqual([{ attempt: 2, code: 'child-died' }]);
  });

  it('tries a step again that a full disk stopped, and says so when it stays full', async () => {
    refusedPuts = 1;
    const run = await startTestRun(test.db, { projectId, steps: [{ params: { add: 70 } }] });
    expect((await endOfRun(test.db, run)).steps).toEqual(['succeeded']);
    refusedPuts = 2;
    const full = await startTestRun(test.db, { projectId, steps: [{ params: { add: 71 }, maxAttempts: 2 }] });
    expect((await endOfRun(test.db, full)).steps).toEqual(['failed']);
    const { rows } = await test.db.pool.query(
      `select attempt, error->>'code' code, error->>'family' family from step_run where run_id = any($1) order by run_id = $2`,
      [[run, full], full],
    );
    expect(rows).toEqual([
      { attempt: 2, code: null, family: null },
      { attempt: 2, code: 'disk-full', family: 'operator' },
    ]);
  });

  it('answers tasks of the data service', async () => {
    const call = { task: 'echo', args: { a: 1 }, folder, seconds: 10, megabytes: 256 };
    expect((await execution.runTask(call)).value).toMatchObject({ args: { a: 1 } });
    await expect(execution.runTask({ ...call, task: 'exit' })).rejects.toMatchObject({
      report: { code: 'child-died' },
    });
  });

  it('gives a task a child of its own where it is asked to, and says in its words that it was late', async () => {
    const call = { task: 'echo', args: {}, folder, seconds: 10, megabytes: 256 };
    const pid = z.object({ pid: z.number() });
    const own = pid.parse((await execution.runTask({ ...call, alone: true })).value);
    const others = [];
    for (let at = 0; at < 4; at++) others.push(pid.parse((await execution.runTask(call)).value).pid);
    expect(others).not.toContain(own.pid);
    expect(new Set(others).size).toBeLessThan(4); // those are kept warm
    const slow = { ...call, task: 'wait', args: { ms: 60_000 }, seconds: 0.05, lateError: latePreview('Preview') };
    await expect(execution.runTask(slow)).rejects.toMatchObject({ report: { code: 'preview-time-limit' } });
  });

  it('tells what code it has and how it is', async () => {
    expect((await listExecutorCode(test.db)).map(({ type, version }) => [type, version])).toEqual([
      ['die', 1],
      ['sum', 1],
    ]);
    const [worker] = await listWorkers(test.db);
    expect(worker).toMatchObject({ alive: true, queues: { cpu: 2 }, pid: process.pid });
    expect(worker?.memory?.children.length).toBeGreaterThan(0);
    expect((await execution.status()).children.every(({ pid }) => existsSync(`/proc/${pid}`))).toBe(true);
  });
});
