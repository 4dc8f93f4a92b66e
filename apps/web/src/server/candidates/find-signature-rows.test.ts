import { randomUUID } from 'node:crypto';
import { type Database, startRun } from '@millrace/db';
import { finish, hello, lease } from '@millrace/db/protocol';
import { starterPipeline } from '@millrace/pipeline-core/document';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { runIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { planRun } from '@millrace/pipeline-core/plan';
import { columnProfileSchema, type TableProfile } from '@millrace/pipeline-core/profile';
import type { RunStep } from '@millrace/pipeline-core/run';
import { getContract } from '@millrace/pipeline-core/steps';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../testing/stored-things';
import { makeContext, startTestServer } from '../testing/test-server';
import { findPackedRows, findSignatureRows } from './find-signature-rows';

let server: Awaited<ReturnType<typeof startTestServer>>;
let db: Database;
beforeAll(async () => {
  server = await startTestServer();
  db = server.db;
});
afterAll(() => server.stop());

const inputs = [{ name: 'months' }, { name: 'city' }];
const profile: TableProfile = {
  v: 1,
  rows: 500,
  columns: [
    { name: 'months', type: 'text', distinct: 60, numericTexts: 1 },
    { name: 'city', type: 'text', distinct: 9 },
    { name: 'left', type: 'text', distinct: 2, top: ['yes', 'no'].map((value) => ({ value, count: 250 })) },
  ].map((column) => columnProfileSchema.parse({ rows: 500, missing: 0, distinctIsExact: true, ...column })),
  warnings: [],
};

/** The starter pipeline for these columns, as a run has its steps: `months` is cast before the split. */
async function starterSteps(): Promise<RunStep[]> {
  const { document } = starterPipeline({ profile, datasetId: 'd', datasetName: 'Customers', target: 'left' });
  const reference = { kind: 'batch' as const, id: 'b', label: 'Customers', artifacts: {} };
  const plan = await planRun({
    document,
    codeHashes: {},
    references: { dataset: { data: reference } },
    lookup: async () => null,
  });
  expect(plan.issues).toEqual([]);
  return plan.steps;
}

const columns = ['months', 'city', 'left'].map((name) => ({ name, type: 'text', role: 'feature', sqlType: 'VARCHAR' }));
const nodes = [{ expression: 'months', ast: { v: 1, root: { k: 'col', name: 'months' } } }];

/** Outputs as a worker would hand them in; every table but the dataset's has `months` remade by its plan. */
function outputsOf(own: string, { idx, spec }: RunStep) {
  return Object.entries(getContract(spec.type).outputs).flatMap(([port, { type }]) => {
    const made = { port, hash: hashOf(`${own} ${idx} ${port}`), bytes: 1, kind: 'file', location: `a/${own}${idx}` };
    if (type !== 'Table' && type !== 'Split' && !type.startsWith('as:')) return [made];
    const plan = { v: 1, expressionVersion: 1, source: [], nodes: idx === 0 ? [] : nodes };
    const meta = tableMetaSchema.parse({ v: 1, rows: 500, columns, plan, featureSetId: 'f' });
    const inline = jsonSchema.parse(JSON.parse(JSON.stringify(meta)));
    return [made, { port: `${port}.meta`, hash: hashOf(`${own} ${idx} meta`), bytes: 1, kind: 'table-meta', inline }];
  });
}

async function runStarter() {
  const context = await makeContext(db, 'engineer');
  const steps = await starterSteps();
  const edges = steps.flatMap(({ idx, spec }) =>
    [...new Set(Object.values(spec.inputs).flatMap((list) => list.map((one) => one.idx)))].map(
      (from): [number, number] => [from, idx],
    ),
  );
  const about = { projectId: context.project.id, requestKey: randomUUID(), startedBy: 'ada', plan: null };
  const run = await startRun(db, { ...about, steps, edges });
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  for (let left = steps.length; left > 0; left--) {
    const { steps: leased } = await lease(db.pool, { workerId, queue: 'cpu', count: 1 });
    const { runId, idx, token } = leased[0]!;
    const result = { runId, idx, token, outcome: 'succeeded' as const, outputs: outputsOf(runId, steps[idx]!) };
    await finish(db.pool, { workerId, results: [result], proceed: false });
  }
  const at = (id: string) => steps.find(({ spec }) => spec.step === id)!.idx;
  return { runId: runIdSchema.parse(run.runId), at };
}

describe('the rows a model can be asked about', () => {
  it('are found for every candidate of the first pipeline of a table, with cells as they came', async () => {
    const { runId, at } = await runStarter();
    const where = async (trainer: string) => {
      const found = await findSignatureRows({ runId, inputs, trainerIdx: at(trainer) });
      return { rows: found?.rows.idx, source: found?.source.idx, port: found?.source.port };
    };
    const source = { source: at('dataset'), port: 'table' };
    expect(await where('trees')).toEqual({ rows: at('split'), ...source });
    expect(await where('baseline')).toEqual({ rows: at('split'), ...source });
    expect(await where('linear')).toEqual({ rows: at('scale'), ...source });
    const bundle = hashOf(`${runId} ${at('register')} release`);
    const packed = await findPackedRows({ runId, inputs, bundle });
    expect([packed?.rows.idx, packed?.source.idx]).toEqual([at('split'), at('dataset')]);
  });

  it('are not found when the data has no such column, or no step trained', async () => {
    const { runId, at } = await runStarter();
    const trainerIdx = at('trees');
    expect(await findSignatureRows({ runId, inputs: [{ name: 'gone' }], trainerIdx })).toBeNull();
    expect(await findSignatureRows({ runId, inputs, trainerIdx: 999 })).toBeNull();
    expect(await findPackedRows({ runId, inputs, bundle: hashOf('another') })).toBeNull();
  });
});
