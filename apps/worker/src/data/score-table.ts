import type { FeatureColumn } from '../runtimes/model-runtime';
import type { DuckSession } from './duckdb';
import { asFeature, wantedFeature } from './feature-columns';
import type { OpenModel } from './model-file';
import { type ModelRows, modelRows } from './model-rows';
import { registerPlanKernels } from './plan-kernels';
import { readColumns, type WantedColumn } from './read-columns';
import type { TableView } from './table-view';

/** Answers for the rows of a table, in its order: rows x outputs, row-major. */
export type TableScores = {
  rows: number;
  outputs: number;
  scores: Float64Array;
  rowNumbers: Float64Array;
  from: ModelRows;
};

/** Scores every row of a table. `also` names columns that must stay readable behind `from.relation`, such as the target. */
export async function scoreTable(
  session: DuckSession,
  options: { model: OpenModel; table: TableView; place: string; also?: readonly string[] },
): Promise<TableScores> {
  const { manifest, scorer } = options.model;
  const from = modelRows(manifest, options.table, options);
  await registerPlanKernels(session, from.planKernels);
  const wanted: WantedColumn[] = [
    { name: '__row', kind: 'number', sqlType: 'BIGINT' },
    ...manifest.features.map((spec) => wantedFeature(spec, { sqlType: typeOf(from, spec.name) })),
  ];
  const { rows, columns } = await readColumns(session, from.relation, wanted);
  const [rowNumbers, ...read] = columns;
  if (rowNumbers?.kind !== 'number') throw new Error('the row numbers of a table were not read as numbers');
  const features = read.map((column, at) => asFeature(manifest.features[at], column));
  return {
    rows,
    outputs: scorer.outputs,
    scores: await scoreColumns(options.model, features, rows),
    rowNumbers: rowNumbers.values,
    from,
  };
}

function scoreColumns(
  model: OpenModel,
  features: readonly FeatureColumn[],
  rows: number,
): Float64Array | Promise<Float64Array> {
  return rows === 0 ? new Float64Array(0) : model.scorer.scoreBlock(features, rows);
}

function typeOf(from: ModelRows, name: string): string {
  return from.columns.find((column) => column.name === name)?.sqlType ?? 'DOUBLE';
}
