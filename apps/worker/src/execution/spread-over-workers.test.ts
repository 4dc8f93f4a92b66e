import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listStepEnvironments, listWorkerSlots, startRun } from '@millrace/db';
import { checkInvariants } from '@millrace/db/protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { planRun, type Spread } from '@millrace/pipeline-core/plan';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testChild } from '../testing/test-child';
import { testProgram } from '../testing/test-program';
import { until } from '../testing/until';
import { endOfRun } from './testing/test-run';

const childPath = testChild();
const program = testProgram('execution/testing/child-worker.ts');
let test: TestDatabase;
let root: string;
let projectId: ProjectId;
let workers: ChildProcess[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  root = await mkdtemp(join(tmpdir(), 'millrace-spread-'));
  projectId = (await makeProject(test.db)).id;
  workers = ['a', 'b'].map(startWorker);
  await until(async () => (await listWorkerSlots(test.db)).length === 2, {
    what: 'both workers to announce themselves',
    limitMs: 50_000,
  });
}, 60_000);
afterAll(async () => {
  await Promise.all(
    workers.map(async (worker) => {
      worker.stdin?.end();
      if (worker.exitCode === null) await once(worker, 'exit');
    }),
  );
  expect(await checkInvariants(test.db.pool, { settled: true })).toEqual([]);
  await test.drop();
  await rm(root, { recursive: true });
}, 60_000);

function startWorker(name: string): ChildProcess {
  const argument = { url: test.url, store: join(root, 'artifacts'), folder: join(root, name), childPath };
  return spawn(process.execPath, [program, JSON.stringify(argument)], { stdio: ['pipe', 'pipe', 'inherit'] });
}

type Drawn = { id: string; type: string; params?: JsonObject; from: Record<string, [string, string]> };

/** Plans a drawing with the workers there are, runs it, and answers what the plan said and where each fit ran. */
async function runDrawn(drawn: readonly Drawn[]): Promise<{ said: Spread; on: (number | undefined)[] }> {
  const document = pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(
      drawn.map(({ id, type, params = {} }, at) => [id, { id, type, version: 1, position: { x: at, y: 0 }, params }]),
    ),
    edges: Object.fromEntries(
      drawn.flatMap(({ id, from }) =>
        Object.entries(from).map(([input, [step, port]]) => {
          const edge = `${id}-${input}`;
          return [edge, { id: edge, from: { step, port }, to: { step: id, port: input } }];
        }),
      ),
    ),
  });
  const plan = await planRun({
    document,
    workers: await listWorkerSlots(test.db),
    codeHashes: {},
    references: {},
    lookup: async () => new Map(),
    may: () => true,
  });
  expect(plan.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { steps, edges } = plan;
  const { runId } = await startRun(test.db, {
    ...{ projectId, requestKey: randomUUID(), startedBy: 'test', plan: null, steps, edges },
  });
  expect((await endOfRun(test.db, runId, { limitMs: 100_000 })).status).toBe('succeeded');
  const [said] = plan.spread;
  if (said === undefined) throw new Error('the plan does not say what goes side by side');
  const idxs = said.fits;
  const found = await until(
    async () => {
      const places = await listStepEnvironments(test.db, { runId, idxs });
      return places.size === idxs.length ? places : null;
    },
    { what: 'the first line of the log of each fit' },
  );
  return { said, on: idxs.map((idx) => found.get(idx)?.process) };
}

const rows: Drawn = { id: 'data', type: 'sample-data', params: { rows: 400 }, from: {} };
const pids = () => workers.map(({ pid }) => pid).sort();
const each = (on: readonly (number | undefined)[]) => [...new Set(on)].sort();

it('the folds of a cross-validation go to both workers, as the plan says', async () => {
  const { said, on } = await runDrawn([
    rows,
    { id: 'folds', type: 'cross-validate', from: { table: ['data', 'table'] } },
    { id: 'trees', type: 'gradient-boosted-trees', params: { rounds: 30 }, from: { rows: ['folds', 'split'] } },
    { id: 'judge', type: 'evaluate', from: { model: ['trees', 'model'], rows: ['folds', 'split'] } },
  ]);
  expect(said.text).toBe(
    'Cross-validate: 5 folds and 1 fit on all train rows, side by side on up to 2 places of 2 workers.',
  );
  expect(on).toHaveLength(6);
  expect(each(on)).toEqual(pids());
}, 120_000);

it('the trials of a search go to both workers, as the plan says', async () => {
  const fixed = [{ setting: 'rounds', value: '20' }];
  const { said, on } = await runDrawn([
    rows,
    { id: 'split', type: 'split-rows', from: { table: ['data', 'table'] } },
    {
      ...{ id: 'find', type: 'search', from: { rows: ['split', 'split'] } },
      params: { method: 'tpe', trials: 8, atOnce: 4, fixed },
    },
  ]);
  expect(said.text).toBe('Search: 8 trials in 2 rounds of 4 at once, side by side on up to 2 places of 2 workers.');
  expect(on).toHaveLength(8);
  expect(each(on)).toEqual(pids());
}, 120_000);
