import { randomUUID } from 'node:crypto';
import { startRun } from '@millrace/db';
import type { TestDatabase } from '@millrace/db/testing';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { type RunSpec, runStepSchema } from '@millrace/pipeline-core/run';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';

type Step = Pick<RunSpec, 'type' | 'title' | 'params' | 'inputs'> & Partial<Pick<RunSpec, 'references'>>;

/** A source with a secret, at an address that is closed to sources. */
const source = {
  ...{ kind: 'source' as const, id: 'orders', label: 'Orders', artifacts: {} },
  data: {
    ...{ v: 1, name: 'Orders', secret: 'shop token', cursor: null, columns: null, request: null },
    config: sourceConfigSchema.parse({ kind: 'url', url: 'http://127.0.0.1:9/orders.csv' }),
    policy: sourcePolicySchema.parse({}),
  },
};

/** Rows that are made up, split, learned from; a step that asks for a column which is not there; and one that reads outside. */
const steps: Step[] = [
  { type: 'sample-data', title: 'Rows', params: { sample: 'churn', rows: 300 }, inputs: {} },
  { type: 'split-rows', title: 'Split', params: {}, inputs: { table: [{ idx: 0, port: 'table' }] } },
  { type: 'baseline', title: 'Learn', params: { target: 'churned' }, inputs: { rows: [{ idx: 1, port: 'split' }] } },
  {
    ...{ type: 'sort-rows', title: 'Sort' },
    params: { keys: [{ column: 'height', descending: false }] },
    inputs: { table: [{ idx: 0, port: 'table' }] },
  },
  { type: 'sort-rows', title: 'Behind it', params: {}, inputs: { table: [{ idx: 3, port: 'table' }] } },
  { type: 'read-source', title: 'Read', params: { source: 'orders' }, inputs: {}, references: { source } },
];

/** Indices of the steps above. */
export const [learn, sort, behind, read] = [2, 3, 4, 5];

export async function startSampleRun(db: TestDatabase['db'], projectId: ProjectId): Promise<RunId> {
  const made = steps.map((spec, idx) =>
    runStepSchema.parse({
      ...{ idx, queue: 'cpu', max_attempts: 1 },
      spec: { v: 1, step: `s${idx}`, version: 1, seed: 11, limits: { seconds: 60, megabytes: 512 }, ...spec },
    }),
  );
  const edges = steps.flatMap(({ inputs }, idx) =>
    Object.values(inputs).flatMap((connections) => connections.map((one) => [one.idx, idx] as const)),
  );
  const options = { requestKey: randomUUID(), startedBy: 'test', plan: null };
  return (await startRun(db, { projectId, ...options, steps: made, edges })).runId;
}
