import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ModelRuntime, RowScorer, StoredModel } from '../model-runtime';
import { columnMoments, denseRows, sharesOf, standardised, weightedMean } from '../numeric-features';
import { createPause } from '../turn-event-loop';
import { coefficientImportance } from './coefficient-importance';
import { decodeCoefficients, encodeCoefficients, linearScorer, unstandardised } from './coefficients';
import { solveLinear } from './linear-solver';
import type { LinearParams } from './params';

/** Linear regression: ordinary least squares, ridge, lasso, elastic net. */
export const linearRuntime: ModelRuntime<LinearParams, RowScorer> = {
  format: 'linear',

  describe: () => ({
    format: 'linear',
    title: 'Linear regression',
    tasks: ['regression'],
    reads: { numbers: true, categories: false, missing: false },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const place = 'Linear regression';
    if (train.target.kind !== 'number') throw needsNumbers(place);
    const dense = denseRows(train, place);
    const weights = train.weights ?? null;
    const moments = columnMoments(dense.columns, { weights, centred: params.intercept });
    const centre = params.intercept ? weightedMean(train.target.values, weights) : 0;
    const solution = await solveLinear({
      matrix: standardised(dense, moments),
      target: train.target.values.map((value) => value - centre),
      weights,
      width: dense.columns.length,
      params,
      pause: createPause(context),
    });
    const model = unstandardised({ standardised: solution.standardised, intercepts: Float64Array.of(centre), moments });
    context.progress({ done: 1, total: 1 });
    return {
      format: 'linear',
      task: 'regression',
      features: dense.names.map((name) => ({ name, kind: 'number' as const })),
      importance: sharesOf(dense.names, solution.standardised.map(Math.abs)),
      curve: [],
      ...encodeCoefficients(model),
      summary: {
        solver: solution.solver,
        iterations: solution.iterations,
        coefficients: model.coefficients.reduce((count, value) => count + (value === 0 ? 0 : 1), 0),
        collinear: solution.collinear,
      },
    };
  },

  load: loadLinear,
  importance: coefficientImportance,
};

/** A scorer of stored coefficients; the sum is the answer. */
export function loadLinear(model: StoredModel): RowScorer {
  return linearScorer({
    model: decodeCoefficients(model),
    features: model.features,
    outputs: 1,
    of: 'answer',
    answer: () => undefined,
  });
}

function needsNumbers(place: string): PipelineError {
  return new PipelineError({
    code: 'wrong-target',
    family: 'pipeline',
    place: `${place} › target`,
    seen: 'classes',
    expected: 'a numeric target',
    next: 'Use "Logistic regression" for classes, or cast the target to a number.',
  });
}
