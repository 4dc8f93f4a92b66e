import { PipelineError } from '@millrace/pipeline-core/errors';
import { rowWeights } from '../class-weights';
import { sigmoid, softmaxInPlace } from '../forest/numeric';
import type { FitContext, FittedModel, ModelRuntime, RowScorer, StoredModel } from '../model-runtime';
import { columnMoments, denseRows, sharesOf, standardised } from '../numeric-features';
import { taskOfTarget } from '../task-of-target';
import { createPause } from '../turn-event-loop';
import { coefficientImportance, meanSizes } from './coefficient-importance';
import { decodeCoefficients, encodeCoefficients, linearScorer, unstandardised } from './coefficients';
import { minimise } from './lbfgs';
import { logisticCheckpoint } from './logistic-checkpoint';
import { logisticObjective } from './logistic-objective';
import type { LogisticParams } from './params';
import { sparseRows } from './sparse-rows';

/** Logistic regression: binary and multinomial, L2 or L1, by L-BFGS (OWL-QN for L1) on standardised columns. */
export const logisticRuntime: ModelRuntime<LogisticParams, RowScorer> = {
  format: 'logistic',

  describe: () => ({
    format: 'logistic',
    title: 'Logistic regression',
    tasks: ['binary', 'multiclass'],
    reads: { numbers: true, categories: false, missing: false },
    resumable: true,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const place = 'Logistic regression';
    if (train.target.kind !== 'class' || train.target.classes.length < 2) throw needsClasses(place, train.target.kind);
    const { codes, classes } = train.target;
    const dense = denseRows(train, place);
    const weights = rowWeights(train, params.classWeights);
    const moments = columnMoments(dense.columns, { weights: train.weights ?? null, centred: params.intercept });
    const outputs = classes.length === 2 ? 1 : classes.length;
    const width = dense.columns.length;
    const total = weights === null ? train.rows : weights.reduce((sum, weight) => sum + weight, 0);
    const penalties = penaltyWeights({ params, width, outputs, total });
    const curve: FittedModel['curve'] = [];
    const checkpoint = logisticCheckpoint(context.checkpoint, curve);
    const result = await minimise({
      objective: logisticObjective(
        {
          matrix: sparseRows(dense, moments) ?? standardised(dense, moments),
          width,
          codes,
          weights,
          intercept: params.intercept,
        },
        outputs,
        penalties.l2,
      ),
      start: new Float64Array(outputs * width + outputs),
      l1: penalties.l1,
      maxIterations: params.maxIterations,
      tolerance: params.tolerance,
      pause: createPause(context),
      ...checkpoint,
      enough: () => context.finish.aborted,
      report: lossReport({ curve, context, total: params.maxIterations }),
    });
    const coefficients = result.point.subarray(0, outputs * width);
    const model = unstandardised({
      standardised: coefficients,
      intercepts: result.point.slice(outputs * width),
      moments,
    });
    return {
      format: 'logistic',
      task: taskOfTarget(train.target),
      features: dense.names.map((name) => ({ name, kind: 'number' as const })),
      classes,
      importance: sharesOf(dense.names, meanSizes(coefficients, width)),
      curve,
      ...encodeCoefficients(model),
      summary: {
        solver: penalties.l1 === null ? 'L-BFGS' : 'OWL-QN',
        iterations: result.iterations,
        converged: result.converged ? 'yes' : 'no',
        coefficients: model.coefficients.reduce((count, value) => count + (value === 0 ? 0 : 1), 0),
      },
    };
  },

  load: loadLogistic,
  importance: coefficientImportance,
};

function lossReport(options: { curve: FittedModel['curve']; context: FitContext; total: number }) {
  const { curve, context, total } = options;
  const name = 'penalised log loss';
  return (step: number, value: number) => {
    curve.push({ step, train: value });
    context.progress({ done: step, total, metric: { name, train: value } });
    context.point({ series: `train ${name}`, step, value });
  };
}

/** A scorer of stored coefficients that answers with class probabilities. */
export function loadLogistic(model: StoredModel): RowScorer {
  const coefficients = decodeCoefficients(model);
  const binary = coefficients.outputs === 1;
  const outputs = binary ? 2 : coefficients.outputs;
  return linearScorer({
    model: coefficients,
    features: model.features,
    outputs,
    of: 'score',
    answer(out, at) {
      if (!binary) return softmaxInPlace(out, at, outputs);
      const p = sigmoid(out[at]!);
      out[at] = 1 - p;
      out[at + 1] = p;
    },
  });
}

/**
 * The objective is the sum of losses + strength (r |b|_1 + (1 - r)/2 ||b||^2) over the coefficients b of standardised
 * features; divided by the sum of row weights it is the mean loss plus these weights. Intercepts are free.
 */
function penaltyWeights(options: { params: LogisticParams; width: number; outputs: number; total: number }): {
  l1: Float64Array | null;
  l2: Float64Array | null;
} {
  const { params, width, outputs, total } = options;
  const shares = { none: 0, l2: 0, l1: 1, 'elastic-net': params.l1Share };
  const share = shares[params.penalty];
  const strength = params.penalty === 'none' ? 0 : params.strength / total;
  const weightsOf = (amount: number) => {
    const weights = new Float64Array(outputs * width + outputs);
    return amount === 0 ? null : weights.fill(amount, 0, outputs * width);
  };
  return { l1: weightsOf(strength * share), l2: weightsOf(strength * (1 - share)) };
}

function needsClasses(place: string, kind: 'class' | 'number'): PipelineError {
  return new PipelineError({
    code: 'wrong-target',
    family: 'pipeline',
    place: `${place} › target`,
    seen: kind === 'number' ? 'numbers' : 'one class',
    expected: 'at least two classes',
    next:
      kind === 'number'
        ? 'Use "Linear regression" for numbers.'
        : 'Check the filters before the split or choose another target.',
  });
}
