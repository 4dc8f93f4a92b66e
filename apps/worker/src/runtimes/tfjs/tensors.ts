import type * as core from '@tensorflow/tfjs-core';

/** The library of tensors, as the backends register with it: loaded late, since every child pays for what it imports. */
export type Tensors = typeof core;

export type { Tensor, Tensor1D, Tensor2D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
