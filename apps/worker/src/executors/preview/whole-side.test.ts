import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type StepId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { getContract } from '@millrace/pipeline-core/steps';
import { beforeAll, expect, it } from 'vitest';
import type { ChildInput } from '../../child/protocol';
import type { DuckSession } from '../../data/duckdb';
import { previewTaskSchema } from '../../data/preview/preview-task';
import { datasetMeta } from '../../data/table-meta';
import { tableOutputs, writeTable } from '../../data/table-store';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { store } from '../testing/run-steps';
import type { PreviewWork } from './preview-work';
import { wholeSide } from './whole-side';

const root = scratchFolder('whole-side');
const session = scratchSession(root);
let large: ChildInput;

beforeAll(async () => {
  const path = join(root, 'large.parquet');
  const written = await writeTable(session, {
    query: 'SELECT i AS __row, i AS id FROM range(100001) t(i)',
    path,
    columns: [{ name: 'id', type: 'integer', sqlType: 'BIGINT', role: 'feature' }],
  });
  const artifacts = await Promise.all(tableOutputs('table', path, datasetMeta(written)).map(store));
  large = { title: 'large', artifacts };
});

/** The right side of a join, where the engine ends the query for its rows with an error. */
function rightSide(error: Error): Promise<ChildInput> {
  const fail = () => Promise.reject(error);
  const failing: DuckSession = { ...session, run: fail, query: fail, numbers: fail };
  const id: StepId = stepIdSchema.parse('join');
  const params = { how: 'left', keys: [{ left: 'id', right: 'id' }] };
  const facts = { id, title: 'Join', type: 'join-tables', version: 1, params, seed: 1, references: {} };
  const task = previewTaskSchema.parse({
    steps: [{ ...facts, inputs: {}, referenced: {} }],
    ...{ show: { step: id, port: 'table' }, rows: 10, paths: [] },
  });
  const { signal } = new AbortController();
  const limits = { threads: 1, memoryMegabytes: 256 };
  const work: PreviewWork = {
    ...{
      session: failing,
      folder: root,
      signal,
      late: signal,
      limits,
      task,
      cut: { way: 'sample' as const, rows: 10 },
    },
    ...{ made: new Map(), cuts: new Map(), notes: [] },
  };
  const [step] = task.steps;
  if (step === undefined) throw new Error('no step');
  const contract = getContract('join-tables');
  return wholeSide(work, { step, contract, port: 'right', input: large, before: { left: [large] } });
}

it('reads a side whole where its keys do not compare, and says so where the engine has no room', async () => {
  expect(await rightSide(new Error('Binder Error: Cannot compare values of type BIGINT and VARCHAR'))).toBe(large);
  const facts = { place: 'Data engine', seen: 'too much', expected: 'less', next: 'Give it more memory.' };
  const noRoom = new PipelineError({ code: 'out-of-memory', family: 'operator', ...facts });
  await expect(rightSide(noRoom)).rejects.toBe(noRoom);
});
