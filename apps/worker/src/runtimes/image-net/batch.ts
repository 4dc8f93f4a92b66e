import type { Tensor1D, Tensor2D, Tensor4D } from '../tfjs/tensors';

/** Images [rows x height x width x channels], targets and weights [rows], which cells each row keeps [rows x width]. */
export type ImageBatch = { images: Tensor4D; targets: Tensor1D; weights: Tensor1D; kept: Tensor2D };
