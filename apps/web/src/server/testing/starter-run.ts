import { randomUUID } from 'node:crypto';
import { type Database, startRun } from '@millrace/db';
import { starterPipeline } from '@millrace/pipeline-core/document';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { planRun } from '@millrace/pipeline-core/plan';
import { columnProfileSchema, type TableProfile } from '@millrace/pipeline-core/profile';
import type { RunStep } from '@millrace/pipeline-core/run';
import { getContract } from '@millrace/pipeline-core/steps';
import { commitSteps } from './commit-steps';
import { hashOf } from './stored-things';

/** Columns a model of this run asks for. */
export const starterInputs = [{ name: 'months' }, { name: 'city' }];

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
    lookup: async () => new Map(),
    may: () => true,
  });
  const [problem] = plan.issues;
  if (problem !== undefined) throw new Error(problem.message);
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

/**
 * A finished run of the starter pipeline, committed as a worker does it. `at` gives the index of a step, `hashAt` the hash
 * of what it made.
 */
export async function runStarter(db: Database, projectId: ProjectId) {
  const steps = await starterSteps();
  const edges = steps.flatMap(({ idx, spec }) =>
    [...new Set(Object.values(spec.inputs).flatMap((list) => list.map((one) => one.idx)))].map(
      (from): [number, number] => [from, idx],
    ),
  );
  const about = { projectId, requestKey: randomUUID(), startedBy: 'ada', plan: null };
  const run = await startRun(db, { ...about, steps, edges });
  const outputs = (idx: number) => {
    const step = steps[idx];
    return step === undefined ? [] : outputsOf(run.runId, step);
  };
  await commitSteps(db, { run: run.runId, steps: steps.length, outputsOf: outputs });
  const at = (id: string) => steps.findIndex(({ spec }) => spec.step === id);
  return { runId: run.runId, at, hashAt: (id: string, port: string) => hashOf(`${run.runId} ${at(id)} ${port}`) };
}
