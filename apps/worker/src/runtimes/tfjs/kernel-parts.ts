import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

export type NamedInputs = Parameters<KernelFunc>[0]['inputs'];

/** The answer of a kernel that gives one tensor. */
export function one(answer: TensorInfo | readonly TensorInfo[]): TensorInfo {
  const [first] = many(answer);
  if (first === undefined) throw new Error('a kernel answered with nothing');
  return first;
}

export function many(answer: TensorInfo | readonly TensorInfo[]): readonly TensorInfo[] {
  // Array.isArray does not tell a readonly list from what is none.
  return Array.isArray(answer) ? answer : [answer as TensorInfo];
}

/** Two inputs of a kernel by their names. */
export function pairOf<A extends string, B extends string>(
  inputs: NamedInputs,
  a: A,
  b: B,
): { [K in A | B]: TensorInfo } {
  const [first, second] = [inputs[a], inputs[b]];
  if (first === undefined || second === undefined) throw new Error(`a kernel was called without ${a} or ${b}`);
  return { [a]: first, [b]: second } as { [K in A | B]: TensorInfo }; // computed names lose their types
}

/** Gives back what a kernel made on the way. */
export function disposeOf(backend: unknown, dataId: object): void {
  (backend as KernelBackend).disposeData(dataId); // kernels get their backend without a type
}
