import type { SeededRandom } from '@millrace/pipeline-core/seeded-random';
import type { FeatureColumn, TargetColumn, TrainingRows } from '../model-runtime';

/** A small random table with few distinct values, ties, constants, missing cells and categories. For tests. */
export function randomTable(
  random: SeededRandom,
  task: 'binary' | 'multiclass' | 'regression',
  rows: number,
): TrainingRows {
  const features = Array.from({ length: 1 + random.int(6) }, (_, at) => randomFeature(random, `f${at}`, rows));
  return { rows, features, target: randomTarget(random, task, { features, rows }) };
}

function randomFeature(random: SeededRandom, name: string, rows: number): FeatureColumn {
  const distinct = [1, 2, 5, 40, 1000][random.int(5)]!;
  const missing = random.int(3) === 0 ? 0.15 : 0;
  if (random.int(3) === 0) {
    const values = Array.from({ length: rows }, () =>
      random.next() < missing ? null : `level ${random.int(Math.min(distinct, 12))}`,
    );
    return { name, kind: 'category', values };
  }
  const draw = () => (random.next() < missing ? Number.NaN : (random.int(distinct) - distinct / 2) / 4);
  return { name, kind: 'number', values: Float64Array.from({ length: rows }, draw) };
}

function randomTarget(
  random: SeededRandom,
  task: 'binary' | 'multiclass' | 'regression',
  table: { features: readonly FeatureColumn[]; rows: number },
): TargetColumn {
  const signal = Float64Array.from(
    { length: table.rows },
    (_, row) => random.normal() + table.features.reduce((sum, f) => sum + worth(f, row), 0),
  );
  if (task === 'regression') return { kind: 'number', values: signal };
  const classes = task === 'binary' ? ['a', 'b'] : ['a', 'b', 'c'];
  const sorted = signal.slice().sort();
  const codes = Int32Array.from(signal, (value) => {
    const rank = sorted.findIndex((other) => other >= value) / table.rows;
    return Math.min(classes.length - 1, Math.floor(rank * classes.length));
  });
  return { kind: 'class', codes, classes };
}

function worth(feature: FeatureColumn, row: number): number {
  if (feature.kind === 'number') return Number.isNaN(feature.values[row]) ? 0.7 : Math.sign(feature.values[row]!);
  return feature.values[row] === 'level 1' || feature.values[row] === null ? 1 : 0;
}
