import { z } from 'zod';
import { damagedModel } from './damaged-model';

const arrayTypes = { f64: 8, f32: 4, i32: 4, u8: 1 } as const;
type ArrayType = keyof typeof arrayTypes;
type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

const partSchema = z.object({
  name: z.string(),
  type: z.enum(['f64', 'f32', 'i32', 'u8']),
  at: z.number().int().nonnegative(),
  length: z.number().int().nonnegative(),
});
/** Where each array lies in a blob; kept in the model's JSON. */
export const blobLayoutSchema = z.array(partSchema);
export type BlobLayout = z.output<typeof blobLayoutSchema>;

/** Lays arrays one after the other, little-endian, each starting at a multiple of 8 bytes. */
export function packArrays(arrays: Record<string, TypedArray>): { layout: BlobLayout; blob: Uint8Array } {
  const layout: BlobLayout = [];
  let at = 0;
  for (const [name, array] of Object.entries(arrays)) {
    layout.push({ name, type: typeOf(array), at, length: array.length });
    at += Math.ceil(array.byteLength / 8) * 8;
  }
  const blob = new Uint8Array(at);
  const view = new DataView(blob.buffer);
  for (const part of layout) write(view, part, arrays[part.name]!);
  return { layout, blob };
}

/** Arrays of a blob by name. Throws `model-damaged` when the blob is shorter or longer than its layout says. */
export function unpackArrays(layout: BlobLayout, blob: Uint8Array): BlobReader {
  const end = layout.reduce(
    (most, part) => Math.max(most, part.at + Math.ceil((part.length * arrayTypes[part.type]) / 8) * 8),
    0,
  );
  if (end !== blob.byteLength)
    throw damagedModel({ seen: `${blob.byteLength} bytes of weights`, expected: `${end} bytes` });
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const find = (name: string, type: ArrayType) => {
    const part = layout.find((candidate) => candidate.name === name && candidate.type === type);
    if (part === undefined)
      throw damagedModel({ seen: `no array "${name}" in the weights`, expected: `an array of ${type}` });
    return part;
  };
  return {
    f64: (name) =>
      read(
        find(name, 'f64'),
        (length) => new Float64Array(length),
        (at) => view.getFloat64(at, true),
      ),
    f32: (name) =>
      read(
        find(name, 'f32'),
        (length) => new Float32Array(length),
        (at) => view.getFloat32(at, true),
      ),
    i32: (name) =>
      read(
        find(name, 'i32'),
        (length) => new Int32Array(length),
        (at) => view.getInt32(at, true),
      ),
    u8: (name) =>
      read(
        find(name, 'u8'),
        (length) => new Uint8Array(length),
        (at) => view.getUint8(at),
      ),
  };
}

export type BlobReader = {
  f64(name: string): Float64Array;
  f32(name: string): Float32Array;
  i32(name: string): Int32Array;
  u8(name: string): Uint8Array;
};

function typeOf(array: TypedArray): ArrayType {
  if (array instanceof Float64Array) return 'f64';
  if (array instanceof Float32Array) return 'f32';
  return array instanceof Int32Array ? 'i32' : 'u8';
}

function read<T extends TypedArray>(
  part: BlobLayout[number],
  create: (length: number) => T,
  get: (at: number) => number,
): T {
  const array = create(part.length);
  const size = arrayTypes[part.type];
  for (let i = 0; i < part.length; i++) array[i] = get(part.at + i * size);
  return array;
}

function write(view: DataView, part: BlobLayout[number], array: TypedArray): void {
  const size = arrayTypes[part.type];
  for (let i = 0; i < part.length; i++) {
    const at = part.at + i * size;
    if (part.type === 'f64') view.setFloat64(at, array[i]!, true);
    else if (part.type === 'f32') view.setFloat32(at, array[i]!, true);
    else if (part.type === 'i32') view.setInt32(at, array[i]!, true);
    else view.setUint8(at, array[i]!);
  }
}
