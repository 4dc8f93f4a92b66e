import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { topicCatalog } from '@millrace/pipeline-core/events';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChildArtifact } from '../../child/protocol';
import { hashFile } from '../../data/artifact-store';
import { loadBundle } from '../../data/release-bundle';
import { parquetRelation } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { type MadeBundle, makeBundle } from '../../export/testing/made-bundles';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner } from '../testing/run-steps';

const root = scratchFolder('score-chunks');
const columns = [
  { name: 'customer', type: 'integer', role: 'feature' },
  { name: 'age', type: 'number', role: 'feature' },
  { name: 'spent', type: 'number', role: 'feature' },
  { name: 'city', type: 'text', role: 'feature' },
] as const;
let steps: StepRunner;
let made: MadeBundle;
let bundle: ChildArtifact;
let table: StepResult;

beforeAll(async () => {
  steps = new StepRunner(root);
  const folder = join(root, 'made');
  mkdirSync(folder);
  made = await makeBundle('tree-ensemble', { folder, rows: 700 });
  const { hash } = await hashFile(made.path);
  bundle = { port: 'bundle', kind: 'bundle', hash, path: made.path };
  const rows = made.rows.map(({ age, spent, city }, at) => [at * 3, age ?? null, spent ?? null, city ?? null]);
  const session = scratchSession(folder);
  table = await makeTable(session, folder, { columns: [...columns], rows, repeat: 1 });
});

const chunk = (params: object) =>
  steps.run('score-chunk', {
    params: { ...params },
    references: {
      release: [bundle],
      table: ['table', 'table.meta'].flatMap((port) => table.outputs[port] ?? []),
    },
  });

const ranges = [
  { from: 0, to: 300 },
  { from: 300, to: 600 },
  { from: 600, to: null },
];

const gathered = async (parts: StepResult[]) =>
  steps.run('gather-scores', {
    params: { batch: 'b1', endpoint: 'churn', release: 'churn v2' },
    inputs: { chunks: parts.map((part): [StepResult, string] => [part, 'predictions']) },
  });

describe('a batch that is scored in chunks', () => {
  it('has the very numbers that a request gets, row by row, with release and batch', async () => {
    const parts = await Promise.all(ranges.map((range) => chunk({ ...range, keep: ['customer'] })));
    const scored = await gathered(parts);
    const { predictRow } = await loadBundle(made.path);
    const rows = await scratchSession(root).query(
      `SELECT * FROM ${parquetRelation(scored.outputs.predictions?.path ?? '')}`,
    );
    expect(rows).toHaveLength(made.rows.length);
    for (const [at, request] of made.rows.entries()) {
      const { prediction, probabilities } = predictRow(request);
      expect(rows[at]).toEqual({
        ...{ __row: String(at), customer: String(at * 3), prediction },
        ...{ probability_no: probabilities?.no, probability_yes: probabilities?.yes },
        ...{ release: 'churn v2', batch_id: 'b1' },
      });
    }
    const meta = tableMetaSchema.parse(scored.outputs['predictions.meta']?.inline);
    expect(meta.rows).toBe(made.rows.length);
    const [event] = scored.events;
    expect(topicCatalog['scoring-completed'].parse(event?.payload)).toEqual({
      predictions: scored.outputs.predictions?.hash,
      ...{ rows: 700, model: 'churn v2', batch: 'b1', endpoint: 'churn', release: 'churn v2' },
    });
  });

  it('has the same bytes for a chunk that is scored again, so that a retry changes nothing', async () => {
    const [one, again] = [await chunk({ from: 300, to: 600 }), await chunk({ from: 300, to: 600 })];
    expect(again.outputs.predictions?.hash).toBe(one.outputs.predictions?.hash);
  });

  it('takes a chunk without rows, as numbers have gaps', async () => {
    const empty = await chunk({ from: 10_000, to: null });
    expect(tableMetaSchema.parse(empty.outputs['predictions.meta']?.inline).rows).toBe(0);
    const scored = await gathered([await chunk({ from: 0, to: 10_000 }), empty]);
    expect(tableMetaSchema.parse(scored.outputs['predictions.meta']?.inline).rows).toBe(700);
  });

  it('says which column is not there', async () => {
    await expect(chunk({ keep: ['nobody'] })).rejects.toThrow(/nobody/);
  });
});
