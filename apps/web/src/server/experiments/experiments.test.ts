import { readComparedBatches } from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import type { Role } from '@millrace/pipeline-core/access';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileStore } from '../mlflow/testing/file-store';
import { type MlflowProgram, makeProgram } from '../mlflow/testing/mlflow-program';
import { appRouter } from '../router';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, makeMember, type Project, withTestServer } from '../testing/test-server';
import { createCaller } from '../trpc';
import { foldsSeeds } from './list-runs';
import { downloadRunFile } from './logged-run';

const store = fileStore();
withTestServer({ dataService: store.listener });

const base = '/api/2.0/mlflow';
let project: Project;
let program: MlflowProgram;
let candidate: string;
let batch: string;
const runs: string[] = [];
beforeAll(async () => {
  project = await makeProject(db);
  program = await makeProgram(db, { project });
  const stored = await makeStoredThings(db, project.id);
  candidate = stored.candidate.id;
  batch = stored.batch.id;
  for (const [name, auc] of [
    ['first', 0.7],
    ['second', 0.9],
  ] as const) {
    runs.push(await logRun(name, auc));
  }
});

const post = (path: string, body: object) => program('POST', `${base}/${path}`, JSON.stringify(body));

/** As a notebook logs it; answers the id as the pages know it. */
async function logRun(name: string, auc: number): Promise<string> {
  const made = await post('runs/create', { experiment_id: '0', run_name: name, start_time: Date.UTC(2026, 10, 2) });
  const { run_id } = (made.json as { run: { info: { run_id: string } } }).run.info; // the shape is tested by the replay
  const metrics = [0, 1, 2].map((step) => ({ key: 'auc', value: auc - 0.1 * (2 - step), timestamp: step, step }));
  await post('runs/log-batch', { run_id, metrics, params: [{ key: 'depth', value: String(auc * 10) }] });
  await post('runs/update', { run_id, status: 'FINISHED', end_time: Date.UTC(2026, 10, 2, 0, 1) });
  const file = await program(
    'PUT',
    `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/reports/${name}.txt`,
    `${name} report`,
  );
  expect(file.status, await file.response.text()).toBe(200);
  return run_id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

async function as(role: Role) {
  return createCaller(appRouter)({ caller: await makeMember(db, { project, role }) }).experiments;
}
const here = () => ({ project: project.slug });

describe('the list of experiments', () => {
  it('holds what notebooks logged beside what pipelines trained, filtered by one language', async () => {
    const viewer = await as('viewer');
    const all = await viewer.order(here());
    expect(all.ids).toEqual(expect.arrayContaining([...runs, candidate]));
    const good = await viewer.order({ ...here(), filter: 'auc >= 0.7 and source = logged', sort: '-metrics.auc' });
    expect(good).toMatchObject({ problem: null, ids: [runs[1], runs[0]], total: 2, running: 0 });
    const { rows } = await viewer.rows({ ...here(), ids: [...runs, candidate] });
    expect(rows.map(({ name, source }) => [name, source])).toEqual([
      ['first', 'logged'],
      ['second', 'logged'],
      ['Baseline', 'pipeline'],
    ]);
    expect(rows[0]?.figures['auc']).toMatchObject({ last: 0.7, lastStep: 2, low: expect.closeTo(0.5) });
  });

  it('puts seeds together where that does not hold up the list', () => {
    expect([20_000, 20_001].map((total) => foldsSeeds({ apart: false, total }))).toEqual([true, false]);
    expect(foldsSeeds({ apart: true, total: 5 })).toBe(false);
  });

  it('says of a wrong filter where it is wrong, and which name was meant', async () => {
    const viewer = await as('viewer');
    const asked = async (filter: string) => (await viewer.order({ ...here(), filter })).problem;
    expect(await asked('auc > 0.5 or depth = 3')).toMatchObject({ at: 10, message: expect.stringContaining('“and”') });
    expect(await asked('auc > 0.5 and dept = 3')).toMatchObject({
      at: 14,
      end: 18,
      message: expect.stringContaining('“depth”'),
    });
    expect(await viewer.count({ ...here(), filter: 'nothing = 1' })).toEqual({ total: 0, running: 0 });
  });

  it('compares, and pairs only what a run compared on the same rows', async () => {
    const viewer = await as('viewer');
    const compared = await viewer.compare({ ...here(), ids: [...runs, candidate] });
    expect(compared).toMatchObject({ missing: 0, paired: null });
    const { series } = await viewer.series({ ...here(), ids: runs, key: 'auc' });
    expect(series.map(({ name, total, points }) => [name, total, points.map(({ step }) => step)])).toEqual([
      ['first', 3, [0, 1, 2]],
      ['second', 3, [0, 1, 2]],
    ]);
  });

  it('tells of candidates what they were fitted on and how they were judged', async () => {
    const viewer = await as('viewer');
    const found = await viewer.details({ ...here(), ids: [...runs, candidate] });
    expect(found.candidates).toMatchObject([
      { id: candidate, fitted: { target: 'left', features: [], batches: [] }, evaluation: { part: 'test' } },
    ]);
    expect(found.batches).toEqual([]);
    const batches = await readComparedBatches(db, { projectId: project.id, ids: [batch] });
    expect(batches).toMatchObject([{ dataset: 'customers', number: 1, columns: ['tenure', 'left'] }]);
  });

  it('keeps views for the project, which viewers open and scientists change', async () => {
    const [viewer, scientist] = [await as('viewer'), await as('scientist')];
    const look = { filter: 'auc > 0.8', sort: '-metrics.auc' };
    await expect(viewer.keepView({ ...here(), name: 'Good', look })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { id } = await scientist.keepView({ ...here(), name: 'Good', look });
    expect((await viewer.views(here())).views).toContainEqual({
      ...{ id, name: 'Good' },
      look: { ...look, columns: null, all: false, apart: false, rules: {} },
    });
    await scientist.deleteView({ ...here(), id });
    expect((await viewer.views(here())).views.map(({ name }) => name)).not.toContain('Good');
  });
});

describe('a run that was logged', () => {
  it('shows what the notebook logged, and hands out its files', async () => {
    const viewer = await as('viewer');
    const id = runs[0] ?? '';
    const run = await viewer.run({ ...here(), id });
    expect(run).toMatchObject({ row: { name: 'first', state: 'done' }, params: [{ key: 'depth', value: '7' }] });
    expect((await viewer.files({ ...here(), id })).files).toEqual([{ name: 'reports', bytes: null }]);
    expect((await viewer.files({ ...here(), id, folder: 'reports' })).files).toEqual([
      { name: 'first.txt', bytes: 12 },
    ]);
    const file = { projectId: project.id, id, signal: new AbortController().signal };
    const answer = await downloadRunFile({ ...file, path: 'reports/first.txt' });
    expect(await answer.text()).toBe('first report');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect((await viewer.address(here())).uri).toBe('http://millrace.test/mlflow');
  });

  it('is nobody else’s, and no path leads out of its files', async () => {
    const { project: other } = await makeContext(db);
    const signal = new AbortController().signal;
    const file = { id: runs[0] ?? '', path: 'reports/first.txt', signal };
    await expect(downloadRunFile({ ...file, projectId: other.id })).rejects.toMatchObject({ kind: 'not-found' });
    const ours = { ...file, projectId: project.id };
    await expect(downloadRunFile({ ...ours, path: 'reports/none.txt' })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(downloadRunFile({ ...ours, path: '../reports/first.txt' })).rejects.toMatchObject({ kind: 'invalid' });
    await post('runs/delete', { run_id: (runs[1] ?? '').replaceAll('-', '') });
    await expect((await as('viewer')).run({ ...here(), id: runs[1] ?? '' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
