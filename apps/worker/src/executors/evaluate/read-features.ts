import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { asFeature, wantedFeature } from '../../data/feature-columns';
import type { OpenModel } from '../../data/model-file';
import { modelRows } from '../../data/model-rows';
import { registerPlanKernels } from '../../data/plan-kernels';
import { readColumns } from '../../data/read-columns';
import type { FeatureColumn } from '../../runtimes/model-runtime';
import type { ExecutorJob, TableView } from '../executor';

/** Columns of rows with the number of each row, in the order of the relation. */
export type NumberedColumns<C> = { rowNumbers: Float64Array; columns: C[] };

/** Features of a model for the rows of a table: all of them, or those named, in the order of the model. */
export async function readFeatures(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  { model, table, only }: { model: OpenModel; table: TableView; only?: ReadonlySet<string> },
): Promise<NumberedColumns<FeatureColumn>> {
  const specs = model.manifest.features.filter(({ name }) => only === undefined || only.has(name));
  const from = modelRows(model.manifest, table, { place: job.title });
  await registerPlanKernels(job.session, from.planKernels);
  const typeOf = (name: string) => from.columns.find((column) => column.name === name)?.sqlType ?? 'DOUBLE';
  const { columns } = await readColumns(job.session, from.relation, [
    { name: '__row', kind: 'number', sqlType: 'BIGINT' },
    ...specs.map((spec) => wantedFeature(spec, { sqlType: typeOf(spec.name) })),
  ]);
  const [rowNumbers, ...read] = columns;
  if (rowNumbers?.kind !== 'number') throw new Error('the row numbers of a table were not read as numbers');
  return { rowNumbers: rowNumbers.values, columns: read.map((column, at) => asFeature(specs[at], column)) };
}

/** Row `at` of the result is row `places[at]` of the column. */
export function takeCells(column: FeatureColumn, places: ArrayLike<number>): FeatureColumn {
  const { length } = places;
  switch (column.kind) {
    case 'number':
      return { ...column, values: Float64Array.from({ length }, (_, at) => column.values[places[at]!]!) };
    case 'category':
    case 'text':
      return { ...column, values: Array.from({ length }, (_, at) => column.values[places[at]!] ?? null) };
    case 'vector': {
      const { width } = column;
      const cell = (at: number) => column.values[places[Math.floor(at / width)]! * width + (at % width)]!;
      return { ...column, values: Float32Array.from({ length: length * width }, (_, at) => cell(at)) };
    }
    default:
      return assertNever(column);
  }
}

/** Where each of the wanted row numbers stands. */
export function placesOf(rowNumbers: ArrayLike<number>, wanted: ArrayLike<number>): Int32Array {
  const place = new Map(Array.from(rowNumbers, (number, at) => [number, at]));
  return Int32Array.from(wanted, (number) => {
    const at = place.get(number);
    if (at === undefined) throw new Error(`row ${number} is not among the rows read`);
    return at;
  });
}
