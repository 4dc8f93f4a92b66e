/** A field of a message: a whole number, or bytes. */
export type ProtoField = { field: number; value: bigint | Uint8Array };

const decoder = new TextDecoder();

/** A reader of protobuf that shares nothing with the writer. For tests. */
export function readProto(bytes: Uint8Array): ProtoField[] {
  const fields: ProtoField[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the message ends inside a number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const kind = tag & 7;
    if (kind === 0) {
      fields.push({ field: tag >> 3, value: varint() });
      continue;
    }
    const length = kind === 2 ? Number(varint()) : kind === 5 ? 4 : 0;
    if (length === 0 && kind !== 2) throw new Error(`a field of kind ${kind}`);
    if (at + length > bytes.length) throw new Error('the message ends inside a field');
    fields.push({ field: tag >> 3, value: bytes.slice(at, at + length) });
    at += length;
  }
  return fields;
}

export function bytesOf(fields: readonly ProtoField[], field: number): Uint8Array[] {
  return fields.flatMap((one) => (one.field === field && one.value instanceof Uint8Array ? [one.value] : []));
}

export function textsOf(fields: readonly ProtoField[], field: number): string[] {
  return bytesOf(fields, field).map((value) => decoder.decode(value));
}

export function numberOf(fields: readonly ProtoField[], field: number): number {
  const found = fields.find((one) => one.field === field)?.value;
  return typeof found === 'bigint' ? Number(BigInt.asIntN(64, found)) : 0;
}

/** Packed whole numbers. */
export function packedInts(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte < 128) {
      values.push(Number(BigInt.asIntN(64, value)));
      [value, shift] = [0n, 0n];
    }
  }
  return values;
}

/** Numbers as they lie in tensors and packed floats. */
export function numbersIn(bytes: Uint8Array, type: 'float' | 'double' | 'int64'): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type === 'float' ? 4 : 8;
  return Array.from({ length: bytes.length / size }, (_, at) => {
    if (type === 'float') return view.getFloat32(at * size, true);
    return type === 'double' ? view.getFloat64(at * size, true) : Number(view.getBigInt64(at * size, true));
  });
}
