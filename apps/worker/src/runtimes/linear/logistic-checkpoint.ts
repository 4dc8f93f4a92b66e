import { openFitState, packFitState } from '../fit-state';
import type { Checkpoint, FittedModel } from '../model-runtime';
import type { MinimiseState, Pair } from './lbfgs';

const kind = 'l-bfgs';

/**
 * The state a fit by L-BFGS goes on from, and how it keeps one when it is due. The points of `curve` belong to it: those of
 * the last state are put back.
 */
export function logisticCheckpoint(
  checkpoint: Checkpoint,
  curve: FittedModel['curve'],
): { from: MinimiseState | null; keep(state: MinimiseState): Promise<void> } {
  const from = readState(checkpoint.last, curve);
  return {
    from,
    async keep(state) {
      if (checkpoint.due()) await checkpoint.save(writeState(state, curve), state.iteration);
    },
  };
}

function writeState({ iteration, point, gradient, value, history }: MinimiseState, curve: FittedModel['curve']) {
  return packFitState({
    kind,
    arrays: {
      facts: Float64Array.of(iteration, value),
      point,
      gradient,
      steps: concat(history.map(({ step }) => step)),
      changes: concat(history.map(({ change }) => change)),
      curvatures: Float64Array.from(history, ({ curvature }) => curvature),
      curveSteps: Int32Array.from(curve, ({ step }) => step),
      curveValues: Float64Array.from(curve, ({ train }) => train),
    },
  });
}

function readState(last: Uint8Array | null, curve: FittedModel['curve']): MinimiseState | null {
  const state = openFitState(last, kind);
  if (state === null) return null;
  const [iteration = 0, value = 0] = state.f64('facts');
  const values = state.f64('curveValues');
  state.i32('curveSteps').forEach((step, at) => {
    curve.push({ step, train: values[at] ?? 0 });
  });
  const point = state.f64('point');
  const [steps, changes] = [state.f64('steps'), state.f64('changes')];
  const history = Array.from(state.f64('curvatures'), (curvature, at): Pair => {
    const [begin, end] = [at * point.length, (at + 1) * point.length];
    return { step: steps.slice(begin, end), change: changes.slice(begin, end), curvature };
  });
  return { iteration, value, point, gradient: state.f64('gradient'), history };
}

function concat(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
