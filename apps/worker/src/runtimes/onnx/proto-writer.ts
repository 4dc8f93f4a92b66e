/** Bytes of one protobuf message, field by field. */
export type ProtoWriter = {
  /** int32, int64, enum. */
  int(field: number, value: number): ProtoWriter;
  text(field: number, value: string): ProtoWriter;
  /** A nested message, or bytes. */
  bytes(field: number, value: Uint8Array): ProtoWriter;
  /** Repeated, packed. */
  ints(field: number, values: ArrayLike<number>): ProtoWriter;
  floats(field: number, values: ArrayLike<number>): ProtoWriter;
  finish(): Uint8Array;
};

const varintKind = 0;
const bytesKind = 2;
const encoder = new TextEncoder();

/** Writes the few kinds of protobuf fields that ONNX needs. Fields stay in the order in which they are written. */
export function createProtoWriter(): ProtoWriter {
  const chunks: Uint8Array[] = [];
  const put = (field: number, value: Uint8Array) => {
    chunks.push(Uint8Array.from([...varint(field * 8 + bytesKind), ...varint(value.length)]), value);
    return writer;
  };
  const writer: ProtoWriter = {
    int(field, value) {
      chunks.push(Uint8Array.from([...varint(field * 8 + varintKind), ...varint(value)]));
      return writer;
    },
    text: (field, value) => put(field, encoder.encode(value)),
    bytes: put,
    ints: (field, values) => put(field, packedInts(values)),
    floats: (field, values) => put(field, littleEndian(values, 'float')),
    finish: () => joined(chunks),
  };
  return writer;
}

/** Whole numbers in groups of seven bits; a negative one takes ten bytes, as a 64-bit number. */
function varint(value: number): number[] {
  if (!Number.isSafeInteger(value)) throw new RangeError(`protobuf: ${value} is not a whole number`);
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  while (left > 127n) {
    bytes.push(Number(left & 127n) | 128);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return bytes;
}

function packedInts(values: ArrayLike<number>): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value >= 0 && value < 128 && Number.isInteger(value)) bytes.push(value);
    else for (const byte of varint(value)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** Numbers as they lie in a tensor. */
export function littleEndian(values: ArrayLike<number>, type: 'float' | 'double' | 'int64'): Uint8Array {
  const size = type === 'float' ? 4 : 8;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (type === 'float') view.setFloat32(at * size, value, true);
    else if (type === 'double') view.setFloat64(at * size, value, true);
    else view.setBigInt64(at * size, BigInt(value), true);
  }
  return bytes;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
