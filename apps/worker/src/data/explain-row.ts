import type { RowExplanation } from '@millrace/pipeline-core/scoring';
import type { FeatureColumn, FeatureSpec, LinearSums, RowCell, RowScorer } from '../runtimes/model-runtime';

/** `predicted` is the output that is explained where each class has its own. */
export type RowExplainer = (row: readonly RowCell[], predicted: number) => RowExplanation;

/** Steps of work that take some tenths of a second: more of them, and every answer would wait for its explanation. */
const mostWork = 2e8;

type ExplainerOptions = {
  scorer: RowScorer;
  features: readonly FeatureSpec[];
  classes: readonly string[] | undefined;
  /** Rows that a linear model is compared with, in the order of the features. */
  background: () => readonly (readonly RowCell[])[];
  /** A row as the columns that a model reads in blocks. */
  columns: (row: readonly RowCell[]) => FeatureColumn[];
};

/**
 * The explainer of a model that can tell exactly what each feature adds: trees and linear models. null for others, and for
 * trees that are too deep to tell it soon.
 */
export function rowExplainer(options: ExplainerOptions): RowExplainer | null {
  const { scorer, features, columns } = options;
  if (scorer.linearSums !== undefined) return explainSums(scorer.linearSums, options);
  const shap = scorer.pathShap?.();
  if (shap === undefined || shap.work > mostWork) return null;
  return (row, predicted) => {
    const output = shap.outputs === 1 ? 0 : predicted;
    const found = shap.explain(columns(row), 1);
    const adds = found.subarray(output * features.length, (output + 1) * features.length);
    const className = classOf(options, { output, outputs: shap.outputs });
    const facts = { of: shap.of, comparedWith: 'training', output, className, base: shap.base[output]! } as const;
    return describe(facts, { row, features, adds });
  };
}

/**
 * coefficient x (cell - mean of the background): the Shapley values of a linear model against that background (Lundberg and
 * Lee 2017, corollary 1). null without rows to compare with.
 */
function explainSums(sums: LinearSums, options: ExplainerOptions): RowExplainer | null {
  const { features } = options;
  const background = options.background();
  if (background.length === 0) return null;
  const width = features.length;
  const means = features.map(
    (_, at) => background.reduce((sum, row) => sum + numberIn(row[at]), 0) / background.length,
  );
  return (row, predicted) => {
    const output = sums.outputs === 1 ? 0 : predicted;
    const coefficients = sums.coefficients.subarray(output * width, (output + 1) * width);
    const base = means.reduce((sum, mean, at) => sum + coefficients[at]! * mean, sums.intercepts[output]!);
    const adds = coefficients.map((coefficient, at) => coefficient * (numberIn(row[at]) - means[at]!));
    const className = classOf(options, { output, outputs: sums.outputs });
    return describe({ of: sums.of, comparedWith: 'proof', output, className, base }, { row, features, adds });
  };
}

/** Linear models take no gaps: a row with one does not get here. */
function numberIn(cell: RowCell | undefined): number {
  return typeof cell === 'number' ? cell : Number.NaN;
}

/** Models of two classes may have one output, which is that of the second. */
function classOf(
  { classes }: Pick<ExplainerOptions, 'classes'>,
  { output, outputs }: { output: number; outputs: number },
): string | null {
  return classes?.[outputs === 1 ? 1 : output] ?? null;
}

function describe(
  facts: Omit<RowExplanation, 'total' | 'parts'>,
  { row, features, adds }: { row: readonly RowCell[]; features: readonly FeatureSpec[]; adds: Float64Array },
): RowExplanation {
  const parts = features.map(({ name }, at) => ({ feature: name, cell: shownCell(row[at]), adds: adds[at]! }));
  const total = adds.reduce((sum, value) => sum + value, facts.base);
  return { ...facts, total, parts: parts.sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds)) };
}

/** Vectors are not shown number by number. */
function shownCell(cell: RowCell | undefined): string | number | null {
  if (typeof cell === 'string') return cell;
  return typeof cell === 'number' && !Number.isNaN(cell) ? cell : null;
}
