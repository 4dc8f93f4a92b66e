import type { Tensor, Tensor1D } from '../tfjs/tensors';

/** Rows on the backend, by what each tensor holds; they are given back when the rows are done with. */
export type Batch = Record<string, Tensor>;

/** Which rows a batch has: those from `from` to `to` in the order of an epoch, or of the validation rows as they lie. */
export type BatchRows =
  | { part: 'train'; order: Int32Array; epoch: number; from: number; to: number }
  | { part: 'validation'; from: number; to: number };

/** A net on a backend, all of its parameters in one row. Losses and gradients are taken inside a `tidy`. */
export type TensorNet<B extends Batch> = {
  rows: { train: number; validation: number };
  batchSize: number;
  learningRate: number;
  /** Validation rows whose loss is measured at once. */
  measuredRows: number;
  first: () => Float32Array;
  /** By parameter; null where none is held back. */
  penalties: Float32Array | null;
  orderOf(epoch: number): Int32Array;
  take(rows: BatchRows): B;
  /** Sum of the weighted losses of the rows, and the gradient of their mean by each parameter. */
  lossAndGradient(parameters: Tensor1D, batch: B): { loss: Tensor; gradient: Tensor1D };
  /** Sum of the weighted losses of the rows, as the net answers once it has learned. */
  lossSum(parameters: Tensor1D, batch: B): Tensor;
};
