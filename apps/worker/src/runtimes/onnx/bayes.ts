import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { type BayesModel, decodeBayes } from '../bayes/model';
import { log } from '../forest/numeric';
import type { StoredModel } from '../model-runtime';
import { classAnswer } from './answers';
import { categoryCodes } from './category-codes';
import type { OnnxGraph } from './graph';
import { featureInput } from './inputs';
import { type Operators, operatorsOf } from './operators';

/** Naive Bayes: what each cell says of each class, added to the classes' shares, all as logarithms [N, classes] in doubles. */
export function writeBayes(graph: OnnxGraph, stored: StoredModel): void {
  const model = decodeBayes(stored);
  const operators = operatorsOf(graph);
  const { add, row, where, greater, sub, scalar } = operators;
  const inputs = stored.features.map((spec) => featureInput(graph, spec));
  const numbers = inputs.filter((_, at) => stored.features[at]?.kind === 'number');
  const terms = [
    ...(numbers.length === 0
      ? []
      : [numberTerms(graph, { model, cells: operators.beside(numbers), width: numbers.length })]),
    ...categoryTerms(graph, { model, stored, inputs }),
  ];
  const priors = row(model.priors);
  const sums = terms.reduce((sum, term) => add(sum, term), priors);
  // Where a cell is so far out that no class could be, the priors stay.
  const most = graph.node('ReduceMax', { inputs: [sums], attributes: { axes: { kind: 'ints', values: [1] } } });
  const scores = where(greater(most, scalar(-Number.MAX_VALUE)), sums, priors);
  const column = (at: number) => operators.gather(scores, graph.constant('int64', [1], [at]), 1);
  classAnswer(graph, model.classes > 2 ? scores : sub(column(1), column(0)), stored.classes ?? []);
}

type Numbers = { model: BayesModel; cells: string; width: number };

/** Numbers [N, features] against two constants by feature and class. */
function numberTerms(graph: OnnxGraph, { model, cells, width }: Numbers): string {
  const operators = operatorsOf(graph);
  const { greater, matMul, add, cast, where, scalar } = operators;
  const byFeature = (values: Float64Array) => graph.constant('double', [width, model.classes], values);
  switch (model.numbers) {
    case 'gaussian':
      return bells(graph, operators, { model, cells, width });
    case 'multinomial': {
      // A negative or endless count is as little a count as a missing one.
      const endless = scalar(Number.POSITIVE_INFINITY);
      const atLeast = graph.node('GreaterOrEqual', { inputs: [cells, scalar(0)] });
      const count = graph.node('And', { inputs: [atLeast, graph.node('Less', { inputs: [cells, endless] })] });
      return matMul(where(count, cells, scalar(0)), byFeature(model.first));
    }
    case 'bernoulli': {
      const there = cast(greater(cells, scalar(0)), 'double');
      const away = cast(graph.node('LessOrEqual', { inputs: [cells, scalar(0)] }), 'double');
      return add(matMul(there, byFeature(model.first)), matMul(away, byFeature(model.second)));
    }
    default:
      return assertNever(model.numbers);
  }
}

/** Logarithms of normal densities, [N, classes, features] before they are added up; cells without a number say nothing. */
function bells(graph: OnnxGraph, operators: Operators, { model, cells, width }: Numbers): string {
  const { unsqueeze, sub, mul, div, known, where, scalar, sum } = operators;
  const { classes, first, second } = model;
  const turned = (values: (feature: number, code: number) => number) =>
    graph.constant(
      'double',
      [1, classes, width],
      Float64Array.from({ length: classes * width }, (_, at) => values(at % width, Math.floor(at / width))),
    );
  const wide = unsqueeze(cells, 1);
  const off = sub(
    wide,
    turned((feature, code) => first[feature * classes + code]!),
  );
  const half = turned((feature, code) => 2 * second[feature * classes + code]!);
  const heights = turned((feature, code) => -0.5 * log(2 * Math.PI * second[feature * classes + code]!));
  const logs = sub(heights, div(mul(off, off), half));
  return sum(where(known(wide), logs, scalar(0)), 2, { keep: false });
}

/** A table of logarithms by category [levels, classes]; an unknown or missing one says nothing. */
function categoryTerms(
  graph: OnnxGraph,
  { model, stored, inputs }: { model: BayesModel; stored: StoredModel; inputs: readonly string[] },
): string[] {
  const { classes } = model;
  let from = 0;
  return stored.features.flatMap((spec, at) => {
    if (spec.kind !== 'category') return [];
    const count = spec.levels.length;
    const table = new Float64Array((count + 1) * classes);
    table.set(model.tables.subarray(from, from + count * classes));
    from += count * classes;
    const known = spec.levels.map((level, code) => [level, code] as const);
    const codes = categoryCodes(graph, {
      input: inputs[at] ?? '',
      known,
      missing: count,
      other: count,
      name: spec.name,
    });
    return [operatorsOf(graph).gather(graph.constant('double', [count + 1, classes], table), codes)];
  });
}
