import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { hashSeed, hashUniform } from '@millrace/pipeline-core/seeded-random';
import type { FeatureColumn, TargetColumn, TrainingRows, VectorColumn } from '../../runtimes/model-runtime';

/** Fewest rows worth holding some out from. */
const minimumRows = 50;

/**
 * A seeded tenth of the train rows to stop early by, or another share, where a split has no validation part. The same
 * rows for the same seed, whatever else happens; none of fewer rows than `least`.
 */
export function holdOut(
  rows: TrainingRows,
  seed: number,
  { share = 0.1, least = minimumRows }: { share?: number; least?: number } = {},
): { train: TrainingRows; validation: TrainingRows | null } {
  if (rows.rows < least) return { train: rows, validation: null };
  const stream = hashSeed(seed, 'hold-out');
  const held: number[] = [];
  const kept: number[] = [];
  for (let row = 0; row < rows.rows; row++) (hashUniform(stream, row) < share ? held : kept).push(row);
  if (held.length === 0 || kept.length === 0) return { train: rows, validation: null };
  return { train: takeRows(rows, kept), validation: takeRows(rows, held) };
}

function takeRows(rows: TrainingRows, chosen: readonly number[]): TrainingRows {
  return {
    rows: chosen.length,
    features: rows.features.map((column) => takeColumn(column, chosen)),
    target: takeTarget(rows.target, chosen),
    ...(rows.weights === undefined ? {} : { weights: takeNumbers(rows.weights, chosen) }),
    ...takePlaces(rows, chosen),
  };
}

/** When, in which series and where in the table the chosen rows stood, as far as it is known. */
function takePlaces(
  { time, series, order }: TrainingRows,
  chosen: readonly number[],
): Pick<TrainingRows, 'time' | 'series' | 'order'> {
  return {
    ...(time === undefined ? {} : { time: BigInt64Array.from(chosen, (row) => time[row] ?? 0n) }),
    ...(series === undefined ? {} : { series: chosen.map((row) => series[row] ?? null) }),
    ...(order === undefined ? {} : { order: takeNumbers(order, chosen) }),
  };
}

function takeColumn(column: FeatureColumn, chosen: readonly number[]): FeatureColumn {
  switch (column.kind) {
    case 'number':
      return { ...column, values: takeNumbers(column.values, chosen) };
    case 'category':
    case 'text':
      return { ...column, values: chosen.map((row) => column.values[row] ?? null) };
    case 'vector':
      return { ...column, values: takeVectors(column, chosen) };
    default:
      return assertNever(column);
  }
}

function takeVectors({ values, width }: VectorColumn, chosen: readonly number[]): Float32Array {
  const taken = new Float32Array(chosen.length * width);
  chosen.forEach((row, at) => {
    taken.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  return taken;
}

function takeTarget(target: TargetColumn, chosen: readonly number[]): TargetColumn {
  if (target.kind === 'number') return { ...target, values: takeNumbers(target.values, chosen) };
  return { ...target, codes: Int32Array.from(chosen, (row) => target.codes[row] ?? 0) };
}

function takeNumbers(values: Float64Array, chosen: readonly number[]): Float64Array {
  return Float64Array.from(chosen, (row) => values[row] ?? Number.NaN);
}
