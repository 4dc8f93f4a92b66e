import type { Evaluation, FoldScores } from './evaluation';

/** 97.5 % quantiles of Student's t for 1 to 19 degrees of freedom: as many folds as there can be. */
const tQuantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093,
];

/** What the evaluations of the folds say together. A fold's score is that of the rows it holds out, its test rows. */
export function gatherFolds(evaluations: readonly Evaluation[]): NonNullable<Evaluation['folds']> {
  const judged = evaluations.map(({ parts }) => parts.test);
  const names = new Set(judged.flatMap(({ metrics }) => Object.keys(metrics)));
  return {
    k: evaluations.length,
    rows: judged.map(({ rows }) => rows),
    metrics: Object.fromEntries(
      [...names].map((name) => [name, foldScores(judged.map(({ metrics }) => metrics[name] ?? null))]),
    ),
  };
}

/** Mean and spread of what the folds reach. */
export function foldScores(values: readonly (number | null)[]): FoldScores {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { mean: null, sd: null, values: [...values] };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: known.length < 2 ? null : Math.sqrt(squares / (known.length - 1)), values: [...values] };
}

/**
 * 95 % interval of a mean over folds. Folds share train rows, so their spread alone would promise too much: the variance is
 * corrected by the share of rows held out (Nadeau and Bengio 2003).
 */
export function foldInterval({ mean, sd, values }: FoldScores): [number, number] | null {
  const k = values.filter((value) => value !== null).length;
  const t = tQuantiles[k - 2];
  if (mean === null || sd === null || t === undefined) return null;
  const half = t * sd * Math.sqrt(1 / k + 1 / (k - 1));
  return [mean - half, mean + half];
}
