import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { log, softmaxInPlace } from '../forest/numeric';
import type { FeatureSpec } from '../model-runtime';
import type { BayesModel } from './model';

/** Adds what one cell says of each class to `classes` numbers of `out` from `at` on. Unknown cells say nothing. */
export type Term =
  | { kind: 'number'; add(value: number, out: Float64Array, at: number): void }
  | { kind: 'category'; add(value: string | null, out: Float64Array, at: number): void };

/** One term per feature, in the order of the features. */
export function termsOf(model: BayesModel, features: readonly FeatureSpec[]): Term[] {
  let numbers = 0;
  let cells = 0;
  return features.map((spec): Term => {
    if (spec.kind !== 'category') return numberTerm(model, model.classes * numbers++);
    const from = cells;
    cells += spec.levels.length * model.classes;
    return categoryTerm(model, spec.levels, from);
  });
}

function numberTerm(model: BayesModel, from: number): Term {
  const { classes } = model;
  const first = model.first.subarray(from, from + classes);
  const second = model.second.subarray(from, from + classes);
  switch (model.numbers) {
    case 'gaussian':
      return bellTerm(first, second);
    case 'multinomial':
      return {
        kind: 'number',
        add(value, out, at) {
          // A negative count is as little a count as a missing one.
          if (!(value >= 0) || value === Number.POSITIVE_INFINITY) return;
          for (let code = 0; code < classes; code++) out[at + code]! += value * first[code]!;
        },
      };
    case 'bernoulli':
      return {
        kind: 'number',
        add(value, out, at) {
          if (Number.isNaN(value)) return;
          const logs = value > 0 ? first : second;
          for (let code = 0; code < classes; code++) out[at + code]! += logs[code]!;
        },
      };
    default:
      return assertNever(model.numbers);
  }
}

function bellTerm(means: Float64Array, variances: Float64Array): Term {
  const heights = variances.map((variance) => -0.5 * log(2 * Math.PI * variance));
  return {
    kind: 'number',
    add(value, out, at) {
      if (!Number.isFinite(value)) return;
      for (let code = 0; code < means.length; code++) {
        const off = value - means[code]!;
        out[at + code]! += heights[code]! - (0.5 * off * off) / variances[code]!;
      }
    },
  };
}

function categoryTerm(model: BayesModel, levels: readonly string[], from: number): Term {
  const { classes, tables } = model;
  const places = new Map(levels.map((level, code) => [level, from + code * classes]));
  return {
    kind: 'category',
    add(value, out, at) {
      const place = value === null ? undefined : places.get(value);
      if (place === undefined) return;
      for (let code = 0; code < classes; code++) out[at + code]! += tables[place + code]!;
    },
  };
}

/** Sums of logarithms become probabilities; where a cell is so far out that no class could be, the priors stay. */
export function toProbabilities(out: Float64Array, at: number, priors: Float64Array): void {
  let possible = false;
  for (let code = 0; code < priors.length; code++) possible ||= out[at + code]! > Number.NEGATIVE_INFINITY;
  if (!possible) out.set(priors, at);
  softmaxInPlace(out, at, priors.length);
}
