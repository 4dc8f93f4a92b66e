import type { Tensor1D, Tensor2D } from '../tfjs/tensors';

/** Texts as what their terms weigh [rows x terms], targets and weights [rows], which cells each row keeps [rows x width]. */
export type TextBatch = { texts: Tensor2D; targets: Tensor1D; weights: Tensor1D; kept: Tensor2D };
