import { PipelineError } from '@millrace/pipeline-core/errors';
import { log } from '../forest/numeric';
import type { CategoryColumn, NumberColumn } from '../model-runtime';
import { type ClassRows, classSums } from './class-rows';
import { addedVariance, fitBells, leastVariance } from './gaussian';
import type { BayesModel } from './model';
import type { BayesParams } from './params';

type Constants = Pick<BayesModel, 'first' | 'second'>;

/** Two constants per class and number column; what they are depends on how numbers are read. */
export function fitNumbers(
  columns: readonly NumberColumn[],
  options: { by: ClassRows; params: BayesParams; place: string },
): Constants {
  const { by, params, place } = options;
  if (params.numbers === 'gaussian') return fitGaussian(columns, by, params.varianceSmoothing);
  if (params.numbers === 'bernoulli') return fitBernoulli(columns, by, params.smoothing);
  for (const column of columns) requireCounts(column, place);
  return fitCounts(columns, by, params.smoothing);
}

function fitGaussian(columns: readonly NumberColumn[], by: ClassRows, share: number): Constants {
  const constants = emptyConstants(columns.length * by.classes);
  const added = addedVariance(
    columns.map(({ values }) => values),
    share,
  );
  columns.forEach(({ values }, at) => {
    const { means, variances } = fitBells(values, by);
    constants.first.set(means, at * by.classes);
    constants.second.set(
      variances.map((variance) => Math.max(variance + added, leastVariance)),
      at * by.classes,
    );
  });
  return constants;
}

/** Share of each column's counts among all counts of the class (scikit-learn's MultinomialNB). */
function fitCounts(columns: readonly NumberColumn[], by: ClassRows, smoothing: number): Constants {
  const constants = emptyConstants(columns.length * by.classes);
  const sums = columns.map(({ values }) => classSums(values, by).sums);
  for (let code = 0; code < by.classes; code++) {
    const total = sums.reduce((all, column) => all + column[code]! + smoothing, 0);
    sums.forEach((column, at) => {
      constants.first[at * by.classes + code] = log(column[code]! + smoothing) - log(total);
    });
  }
  return constants;
}

/** Share of the rows of the class in which a column is above 0 (scikit-learn's BernoulliNB). */
function fitBernoulli(columns: readonly NumberColumn[], by: ClassRows, smoothing: number): Constants {
  const constants = emptyConstants(columns.length * by.classes);
  columns.forEach(({ values }, at) => {
    const there = values.map((value) => (Number.isNaN(value) ? value : Number(value > 0)));
    const { known, sums } = classSums(there, by);
    for (let code = 0; code < by.classes; code++) {
      const total = log(known[code]! + 2 * smoothing);
      constants.first[at * by.classes + code] = log(sums[code]! + smoothing) - total;
      constants.second[at * by.classes + code] = log(known[code]! - sums[code]! + smoothing) - total;
    }
  });
  return constants;
}

function emptyConstants(length: number): Constants {
  return { first: new Float64Array(length), second: new Float64Array(length) };
}

/**
 * Logarithms of each level's share among the known cells of each class (scikit-learn's CategoricalNB); [level * classes
 * + class].
 */
export function fitLevels(
  { values }: CategoryColumn,
  options: { levels: readonly string[]; by: ClassRows; smoothing: number },
): Float64Array {
  const { levels, by, smoothing } = options;
  const places = new Map(levels.map((level, code) => [level, code * by.classes]));
  const counts = new Float64Array(levels.length * by.classes);
  const known = new Float64Array(by.classes);
  values.forEach((value, row) => {
    const place = value === null ? undefined : places.get(value);
    if (place === undefined) return;
    const weight = by.weights === null ? 1 : by.weights[row]!;
    counts[place + by.codes[row]!]! += weight;
    known[by.codes[row]!]! += weight;
  });
  const totals = known.map((weight) => log(weight + smoothing * levels.length));
  return counts.map((count, at) => log(count + smoothing) - totals[at % by.classes]!);
}

function requireCounts({ name, values }: NumberColumn, place: string): void {
  const row = values.findIndex((value) => value < 0);
  if (row < 0) return;
  throw new PipelineError({
    code: 'negative-counts',
    family: 'pipeline',
    place: `${place} › feature "${name}"`,
    seen: `the number ${values[row]}`,
    expected: 'counts, which are 0 or more',
    next: 'Read numbers as measurements in this step, or leave the column out.',
    column: name,
    row,
  });
}
