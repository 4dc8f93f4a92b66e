import type { ExplainedColumn } from '@millrace/pipeline-core/explain';
import { type FeaturePlan, neededNodes } from '@millrace/pipeline-core/features';
import { loadComputed } from '../../data/join-columns';
import type { OpenModel } from '../../data/model-file';
import { readColumns, wantedColumn } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';
import type { FeatureColumn } from '../../runtimes/model-runtime';
import type { ExecutorJob, TableView } from '../executor';
import { placesOf, readFeatures, takeCells } from './read-features';

type Job = Pick<ExecutorJob<unknown>, 'session' | 'title'>;

/** The rows a model is explained on, with columns whose cells can be taken from other rows. */
export type ExplainSpace = {
  of: 'inputs' | 'features';
  /** Columns that can be shuffled. */
  names: readonly string[];
  /** Those of numbers and texts, with their cells. */
  columns: readonly ExplainedColumn[];
  /** Answers when each row has, in one column, the cell of another: row r that of row `order[r]`. Rows x outputs. */
  scores(column: string, order: Uint32Array): Promise<Float64Array>;
};

/** By the features the model reads: cells are exchanged in memory. */
export async function featureSpace(
  job: Job,
  { model, table, rows }: { model: OpenModel; table: TableView; rows: ArrayLike<number> },
): Promise<ExplainSpace & { features: FeatureColumn[] }> {
  const read = await readFeatures(job, { model, table });
  const places = placesOf(read.rowNumbers, rows);
  const features = read.columns.map((column) => takeCells(column, places));
  const weight = new Map(model.manifest.importance.map(({ feature, value }) => [feature, Math.abs(value)]));
  return {
    of: 'features',
    features,
    names: heaviest(
      features.map(({ name }) => name),
      (name) => weight.get(name) ?? 0,
    ),
    columns: features.flatMap(explained),
    async scores(name, order) {
      const changed = features.map((column) => (column.name === name ? takeCells(column, order) : column));
      return model.scorer.scoreBlock(changed, rows.length);
    },
  };
}

function explained(column: FeatureColumn): ExplainedColumn[] {
  if (column.kind === 'number') return [column];
  return column.kind === 'category' ? [column] : [];
}

/**
 * By the columns as they came: the rows are put into a table of the session, exchanged there, and go through the model's
 * preparation again, which computes the features that read the column anew.
 */
export async function inputSpace(
  job: Job,
  options: { model: OpenModel; raw: TableView; rows: Float64Array; features: readonly FeatureColumn[] },
): Promise<ExplainSpace> {
  const { model, rows, features } = options;
  const { signature, importance, plan } = model.manifest;
  const names = signature.inputs.map(({ name }) => name);
  const readers = readersOf(plan, features);
  const weight = new Map(importance.map(({ feature, value }) => [feature, Math.abs(value)]));
  const weightOf = (name: string) =>
    [...(readers.get(name) ?? [])].reduce((sum, feature) => sum + (weight.get(feature) ?? 0), 0);
  const view = await loadRows(job, { raw: options.raw, rows, names });
  const columns = await readExplained(job, { view, names, rows });
  return {
    of: 'inputs',
    names: heaviest(names, weightOf),
    columns,
    async scores(name, order) {
      const only = readers.get(name);
      if (only === undefined) return model.scorer.scoreBlock(features, rows.length);
      const relation = await exchange(job, { view, name, order });
      const read = await readFeatures(job, { model, table: { ...view, relation }, only });
      const places = placesOf(read.rowNumbers, rows);
      const anew = new Map(read.columns.map((column) => [column.name, takeCells(column, places)]));
      return model.scorer.scoreBlock(
        features.map((feature) => anew.get(feature.name) ?? feature),
        rows.length,
      );
    },
  };
}

/** Columns shuffled at most: each costs as many scorings of all rows as there are shuffles. */
const mostShuffled = 100;

/** Of many columns those the model itself gives most weight, in the order they came. */
function heaviest(names: readonly string[], weightOf: (name: string) => number): readonly string[] {
  if (names.length <= mostShuffled) return names;
  const weighed = names.map((name, at) => ({ name, at, weight: weightOf(name) }));
  const kept = weighed.sort((a, b) => b.weight - a.weight || a.at - b.at).slice(0, mostShuffled);
  return kept.sort((a, b) => a.at - b.at).map(({ name }) => name);
}

/** The features that are made from each column. */
function readersOf(plan: FeaturePlan, features: readonly FeatureColumn[]): Map<string, Set<string>> {
  const readers = new Map<string, Set<string>>();
  for (const { name } of features) {
    for (const column of neededNodes(plan, [name]).source) {
      const known = readers.get(column);
      if (known === undefined) readers.set(column, new Set([name]));
      else known.add(name);
    }
  }
  return readers;
}

const held = { sample: 'explain_sample', rows: 'explain_rows', order: 'explain_order' } as const;

/** The wanted rows of a table as a table of the session that knows nothing of a preparation: the model does all of it. */
async function loadRows(
  job: Job,
  { raw, rows, names }: { raw: TableView; rows: Float64Array; names: readonly string[] },
): Promise<TableView> {
  const at = Int32Array.from(rows, (_, place) => place);
  await loadComputed(job.session, {
    table: held.sample,
    rowNumbers: rows,
    columns: [{ name: '__at', type: 'INTEGER', values: at }],
  });
  const cells = names.map((name) => `t.${quoteName(name)}`);
  await job.session.run(
    `CREATE TABLE ${held.rows} AS SELECT ${['s.__at', 't.__row', ...cells].join(', ')}
       FROM ${raw.relation} t JOIN ${held.sample} s ON t.__row = s.__row`,
  );
  const { split: _, ...meta } = raw.meta;
  const columns = raw.meta.columns.filter(({ name }) => names.includes(name));
  const plan = { ...meta.plan, nodes: [] };
  return {
    relation: held.rows,
    rows: rows.length,
    meta: { ...meta, columns, plan, featureSetId: `${meta.featureSetId} before`, rows: rows.length },
  };
}

/** The rows again, one column taken from other rows. */
async function exchange(
  job: Job,
  { view, name, order }: { view: TableView; name: string; order: Uint32Array },
): Promise<string> {
  await job.session.run(`DROP TABLE IF EXISTS ${held.order}`);
  await loadComputed(job.session, {
    table: held.order,
    // `__row` of this table is the place of a row, not its number.
    rowNumbers: Int32Array.from(order, (_, place) => place),
    columns: [{ name: 'other', type: 'INTEGER', values: order }],
  });
  const cells = view.meta.columns.map((column) => {
    const from = column.name === name ? 'o' : 'r';
    return `${from}.${quoteName(column.name)}`;
  });
  return `(SELECT ${['r.__row', ...cells].join(', ')} FROM ${held.rows} r
    JOIN ${held.order} k ON r.__at = k.__row JOIN ${held.rows} o ON o.__at = k.other)`;
}

/** Numbers and texts among the named columns of a table, for these rows in this order. */
export async function readExplained(
  job: Job,
  { view, names, rows }: { view: TableView; names: readonly string[]; rows: ArrayLike<number> },
): Promise<ExplainedColumn[]> {
  const readable = new Set(['number', 'integer', 'boolean', 'text']);
  const wanted = view.meta.columns.filter(({ name, type }) => names.includes(name) && readable.has(type));
  const { columns } = await readColumns(job.session, view.relation, [
    { name: '__row', kind: 'number', sqlType: 'BIGINT' },
    ...wanted.map(wantedColumn),
  ]);
  const [rowNumbers, ...read] = columns;
  if (rowNumbers?.kind !== 'number') throw new Error('the row numbers of a table were not read as numbers');
  const places = placesOf(rowNumbers.values, rows);
  return read.map((column): ExplainedColumn => {
    const taken = takeCells(column, places);
    if (taken.kind === 'number' || taken.kind === 'category') return taken;
    throw new Error(`column "${column.name}" changed its kind`);
  });
}
