// Times previews of steps that have not run, each as a child of the data service answers it.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TableMeta } from '@millrace/pipeline-core/features';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import { previewAnswerSchema } from '@millrace/pipeline-core/preview';
import { runTask } from '../../child/tasks';
import { hashJson } from '../../data/artifact-store';
import { openDuckSession } from '../../data/duckdb';
import { type PlacedInput, type PlacedStep, previewTaskSchema } from '../../data/preview/preview-task';
import { parquetRelation } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';
import { tableOutputs, writeTable } from '../../data/table-store';
import { benchSteps } from './bench-steps';

type Stored = { path: string; meta: TableMeta };
type Bench = { folder: string; megabytes: number; threads: number; table: Stored };
type Ports = Record<string, PlacedInput[]>;

/** What a preview of the step took in a process that has answered one before, as children are kept. */
export type PreviewTime = { what: string; ms: number; rows: number };

/** Each kind of step behind a table that is there, and the last of a chain of which none has run. */
export async function timePreviews(bench: Bench): Promise<{ times: PreviewTime[]; chain: PreviewTime }> {
  const shops = await makeShops(bench);
  const [table, other] = [inputOf(bench.table), inputOf(shops)];
  const paths = [bench.table.path, shops.path];
  const time = (what: string, steps: PlacedStep[], port = 'table') => timeOne(bench, { what, steps, port, paths });
  await time('warm up', [stepOf('sort-rows', {}, { table: [table] })]);
  const times: PreviewTime[] = [];
  for (const [type, params] of kinds) times.push(await time(type, [stepOf(type, params, { table: [table] })]));
  const split = stepOf('split-rows', { strategy: 'random' }, { table: [table] });
  times.push(await time('split-rows', [split], 'split'));
  times.push(await time('cross-validate', [stepOf('cross-validate', {}, { table: [table] })], 'split'));
  times.push(await time('union-tables', [stepOf('union-tables', {}, { tables: [table, table] })]));
  const keys = { how: 'left', keys: [{ left: 'shop', right: 'shop' }] };
  times.push(await time('join-tables', [stepOf('join-tables', keys, { left: [table], right: [other] })]));
  const own = { how: 'left', keys: [{ left: 'id', right: 'id' }] };
  const twice = [stepOf('join-tables', own, { left: [table], right: [inputOf(bench.table)] })];
  times.push(await time('join-tables, both sides as large', twice));
  const query = { query: 'SELECT shop, sum(amount) AS spent FROM a JOIN b USING (shop) GROUP BY shop' };
  times.push(await time('sql', [stepOf('sql', query, { a: [table], b: [other] })]));
  return { times, chain: await time(`a chain of ${benchSteps.length}`, chainOf(table)) };
}

/** A step of each kind that takes one table and makes one. */
const kinds: readonly [type: string, params: JsonObject][] = [
  ['select-columns', { columns: ['at', 'id'] }],
  ['cast-types', { types: { pieces: 'text' } }],
  ['filter-rows', { condition: 'pieces > 0' }],
  ['formula-column', { name: 'total', formula: 'amount * pieces' }],
  ['replace-values', { rules: [{ column: 'shop', from: 'shop-1', to: 'shop-001' }] }],
  ['clean-text', { columns: ['shop'] }],
  ['impute-missing', { columns: ['amount'], numbers: 'median' }],
  ['handle-outliers', { columns: ['amount'], method: 'iqr' }],
  ['scale-numbers', { columns: ['amount'], method: 'standard' }],
  ['encode-categories', { columns: ['shop'], method: 'ordinal' }],
  ['bin-numbers', { columns: ['amount'], method: 'quantile', bins: 4, output: 'ordinal', keep: true }],
  ['sort-rows', { keys: [{ column: 'amount', direction: 'descending' }] }],
  ['drop-duplicates', { columns: ['shop'] }],
  ['sample-rows', { by: 'share', share: 0.1 }],
  ['aggregate', { by: ['shop'], measures: [{ what: 'mean', column: 'amount', as: 'mean' }] }],
  ['window', { order: [{ column: 'at' }], measures: [{ what: 'mean', column: 'amount', as: 'lately' }] }],
  ['check-quality', { rules: [{ check: 'not-null', column: 'id' }] }],
  ['rename-columns', { names: [{ from: 'amount', to: 'price' }] }],
  ['parse-dates', { columns: ['at'] }],
  ['interactions', { columns: ['id', 'pieces'] }],
  ['vectorise-text', { columns: ['shop'], method: 'hashing' }],
  ['select-features', { method: 'variance' }],
];

function chainOf(table: PlacedInput): PlacedStep[] {
  return benchSteps.map(({ type, params }, at) => {
    const from: PlacedInput = at === 0 ? table : { from: { step: stepIdSchema.parse(`s${at - 1}`), port: 'table' } };
    return stepOf(type, params, { table: [from] }, `s${at}`);
  });
}

/** A word of the table with a number each: the other side of a join. */
async function makeShops({ folder, megabytes, threads, table }: Bench): Promise<Stored> {
  const session = openDuckSession({ folder, memoryMegabytes: megabytes * 0.6, threads, readOnlyFolders: [folder] });
  const path = join(folder, 'shops.parquet');
  const { rows, columns } = await writeTable(session, {
    query: `SELECT row_number() OVER () - 1 AS __row, shop, opened FROM
      (SELECT shop, min(pieces) AS opened FROM ${parquetRelation(table.path)} GROUP BY shop ORDER BY shop)`,
    path,
    columns: [
      { name: 'shop', type: 'text', sqlType: 'VARCHAR', role: 'feature' },
      { name: 'opened', type: 'integer', sqlType: 'BIGINT', role: 'feature' },
    ],
  });
  session.close();
  return { path, meta: datasetMeta({ rows, columns }) };
}

function stepOf(type: string, params: JsonObject, inputs: Ports, id = 'step'): PlacedStep {
  return {
    id: stepIdSchema.parse(id),
    ...{ title: type, type, version: 1, params, seed: 7, references: {}, referenced: {} },
    inputs,
  };
}

function inputOf({ path, meta }: Stored): PlacedInput {
  const { hash } = hashJson(path);
  return { title: 'Rows', artifacts: tableOutputs('table', path, meta).map((output) => ({ hash, ...output })) };
}

async function timeOne(
  { folder, megabytes, threads }: Bench,
  o: { what: string; steps: PlacedStep[]; port: string; paths: string[] },
): Promise<PreviewTime> {
  const last = o.steps.at(-1)?.id ?? stepIdSchema.parse('none');
  const { what, steps, port, paths } = o;
  const task = previewTaskSchema.parse({ steps, show: { step: last, port }, paths });
  const args: Json = JSON.parse(JSON.stringify(task));
  const own = mkdtempSync(join(folder, 'preview-'));
  const begun = performance.now();
  const request = { kind: 'task' as const, id: own, task: 'preview', args, folder: own, threads };
  const answer = await runTask({ ...request, memoryMegabytes: megabytes }, new AbortController().signal);
  const ms = performance.now() - begun;
  rmSync(own, { recursive: true });
  const shown = previewAnswerSchema.parse(answer);
  if (!shown.ok) throw new Error(`no preview of ${what}: ${shown.error.message}`);
  return { what, ms, rows: shown.total };
}
