import { openFitState, packFitState } from '../fit-state';

/** The name that states had when dense nets were the only ones; what is kept under it must still open. */
const kind = 'dense-net';

/** A fit between two epochs, bit for bit. */
export type NetState = {
  /** Epochs done; the one that gave the best parameters; its loss. */
  epoch: number;
  bestEpoch: number;
  bestLoss: number;
  parameters: Float32Array;
  mean: Float32Array;
  square: Float32Array;
  best: Float32Array;
  /** Loss of each epoch; `validation` is empty without validation rows. */
  train: readonly number[];
  validation: readonly number[];
};

export function writeState(state: NetState): Uint8Array {
  const { epoch, bestEpoch, bestLoss, train, validation, parameters, mean, square, best } = state;
  return packFitState({
    kind,
    arrays: {
      facts: Float64Array.of(epoch, bestEpoch, bestLoss),
      train: Float64Array.from(train),
      validation: Float64Array.from(validation),
      ...{ parameters, mean, square, best },
    },
  });
}

export function readState(last: Uint8Array | null): NetState | null {
  const state = openFitState(last, kind);
  if (state === null) return null;
  const [epoch = 0, bestEpoch = 0, bestLoss = Number.POSITIVE_INFINITY] = state.f64('facts');
  return {
    ...{ epoch, bestEpoch, bestLoss },
    parameters: state.f32('parameters'),
    mean: state.f32('mean'),
    square: state.f32('square'),
    best: state.f32('best'),
    train: [...state.f64('train')],
    validation: [...state.f64('validation')],
  };
}
