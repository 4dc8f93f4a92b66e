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

/** Columns that the editor asks for until somebody wants all of them. */
const shownColumns = 60;
/** What stands for a large table where a step looks at more than one row; what is shown of one that is computed row by row. */
const [sample, window] = [10_000, 200];
/** Rows that the steps of the chain leave of the sample, at the least. */
const chained = 0.9 * sample;
/** Words in the column `shop` of the table: of 900, those that a sample of 10,000 rows has at the least. */
const words = 890;

/**
 * Each kind of step behind a table that is there, a wide result with all of its columns, and the last of a chain of which
 * none has run.
 */
export async function timePreviews(
  bench: Bench,
): Promise<{ times: PreviewTime[]; allColumns: PreviewTime; chain: PreviewTime }> {
  const shops = await makeShops(bench);
  const [table, other] = [inputOf(bench.table), inputOf(shops)];
  const paths = [bench.table.path, shops.path];
  const time = (what: string, least: number, steps: PlacedStep[], o: { port?: string; columns?: number } = {}) =>
    timeOne(bench, { what, least, steps, port: o.port ?? 'table', columns: o.columns ?? shownColumns, paths });
  await time('warm up', sample, [stepOf('sort-rows', {}, { table: [table] })]);
  const times: PreviewTime[] = [];
  for (const [type, params, least] of kinds)
    times.push(await time(type, least, [stepOf(type, params, { table: [table] })]));
  const terms = { columns: ['shop'], method: 'tf-idf' };
  times.push(await time('vectorise-text by its terms', 1000, [stepOf('vectorise-text', terms, { table: [table] })]));
  const split = stepOf('split-rows', { strategy: 'random' }, { table: [table] });
  times.push(await time('split-rows', sample, [split], { port: 'split' }));
  const folds = stepOf('cross-validate', {}, { table: [table] });
  times.push(await time('cross-validate', sample, [folds], { port: 'split' }));
  times.push(await time('union-tables', 2 * sample, [stepOf('union-tables', {}, { tables: [table, table] })]));
  const keys = { how: 'left', keys: [{ left: 'shop', right: 'shop' }] };
  times.push(await time('join-tables', sample, [stepOf('join-tables', keys, { left: [table], right: [other] })]));
  const own = { how: 'left', keys: [{ left: 'id', right: 'id' }] };
  const twice = [stepOf('join-tables', own, { left: [table], right: [inputOf(bench.table)] })];
  times.push(await time('join-tables, both sides as large', sample, twice));
  const query = { query: 'SELECT shop, sum(amount) AS spent FROM a JOIN b USING (shop) GROUP BY shop' };
  times.push(await time('sql', words, [stepOf('sql', query, { a: [table], b: [other] })]));
  const wide = [stepOf('vectorise-text', { columns: ['shop'], method: 'hashing' }, { table: [table] })];
  return {
    times,
    allColumns: await time('vectorise-text with all of its columns', window, wide, { columns: 5000 }),
    chain: await time(`a chain of ${benchSteps.length}`, chained, chainOf(table)),
  };
}

/** A step of each kind that takes one table and makes one, with the rows it makes of those that stand for the table at least. */
const kinds: readonly [type: string, params: JsonObject, least: number][] = [
  ['select-columns', { columns: ['at', 'id'] }, window],
  ['cast-types', { types: { pieces: 'text' } }, window],
  ['filter-rows', { condition: 'pieces > 0' }, 0.9 * sample],
  ['formula-column', { name: 'total', formula: 'amount * pieces' }, window],
  ['replace-values', { rules: [{ column: 'shop', from: 'shop-1', to: 'shop-001' }] }, window],
  ['clean-text', { columns: ['shop'] }, window],
  ['impute-missing', { columns: ['amount'], numbers: 'median' }, sample],
  ['handle-outliers', { columns: ['amount'], method: 'iqr' }, 0.8 * sample],
  ['scale-numbers', { columns: ['amount'], method: 'standard' }, sample],
  ['encode-categories', { columns: ['shop'], method: 'ordinal' }, sample],
  ['bin-numbers', { columns: ['amount'], method: 'quantile', bins: 4, output: 'ordinal', keep: true }, sample],
  ['sort-rows', { keys: [{ column: 'amount', direction: 'descending' }] }, sample],
  ['drop-duplicates', { columns: ['shop'] }, words],
  ['sample-rows', { by: 'share', share: 0.1 }, 0.08 * sample],
  ['aggregate', { by: ['shop'], measures: [{ what: 'mean', column: 'amount', as: 'mean' }] }, words],
  ['window', { order: [{ column: 'at' }], measures: [{ what: 'mean', column: 'amount', as: 'lately' }] }, sample],
  ['check-quality', { rules: [{ check: 'not-null', column: 'id' }] }, sample],
  ['rename-columns', { names: [{ from: 'amount', to: 'price' }] }, window],
  ['parse-dates', { columns: ['at'] }, window],
  ['interactions', { columns: ['id', 'pieces'] }, window],
  ['vectorise-text', { columns: ['shop'], method: 'hashing' }, window],
  ['select-features', { method: 'variance' }, sample],
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
  o: { what: string; least: number; steps: PlacedStep[]; port: string; columns: number; paths: string[] },
): Promise<PreviewTime> {
  const last = o.steps.at(-1)?.id ?? stepIdSchema.parse('none');
  const { what, least, steps, port, columns, paths } = o;
  const task = previewTaskSchema.parse({ steps, show: { step: last, port }, columns, paths });
  const args: Json = JSON.parse(JSON.stringify(task));
  const own = mkdtempSync(join(folder, 'preview-'));
  const begun = performance.now();
  const request = { kind: 'task' as const, id: own, task: 'preview', args, folder: own, threads };
  const answer = await runTask({ ...request, memoryMegabytes: megabytes }, new AbortController().signal);
  const ms = performance.now() - begun;
  rmSync(own, { recursive: true });
  const shown = previewAnswerSchema.parse(answer);
  if (!shown.ok) throw new Error(`no preview of ${what}: ${shown.error.message}`);
  // One that computes too little would be quick.
  if (shown.total < least)
    throw new Error(`the preview of ${what} is of ${shown.total} rows, not of ${least} at least`);
  return { what, ms, rows: shown.total };
}
