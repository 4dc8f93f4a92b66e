import type { Tensor } from './tensors';

/** The one number of a tensor, which is given back. */
export async function takeNumber(tensor: Tensor): Promise<number> {
  const [value = Number.NaN] = await tensor.data();
  tensor.dispose();
  return value;
}

/** The numbers of a tensor. */
export async function readFloats(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data());
}
