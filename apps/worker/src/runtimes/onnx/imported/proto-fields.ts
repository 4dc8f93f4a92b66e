/** A field of a protobuf message: a whole number, or bytes that lie inside the message. */
export type ProtoField = { field: number; value: bigint | Uint8Array };

/** Thrown for bytes that are no message; whoever reads a file says so in its own words. */
export class NotProtobuf extends Error {}

/**
 * Fields of a message, one after the other. Nothing is copied and nothing is believed: a length that leads out of the message
 * is an error before anything of that size is made.
 */
export function* protoFields(bytes: Uint8Array): Generator<ProtoField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new NotProtobuf('it ends inside a number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new NotProtobuf('a number has too many bytes');
  };
  while (at < bytes.length) {
    const tag = varint();
    const kind = Number(tag & 7n);
    const field = Number(tag >> 3n);
    if (field < 1 || field > 536_870_911) throw new NotProtobuf(`there is a field ${field}`);
    if (kind === 0) {
      yield { field, value: varint() };
      continue;
    }
    const length = kind === 2 ? varint() : kind === 5 ? 4n : kind === 1 ? 8n : null;
    if (length === null) throw new NotProtobuf(`a field is of the kind ${kind}`);
    if (length > BigInt(bytes.length - at)) throw new NotProtobuf(`a field says it has ${length} bytes`);
    yield { field, value: bytes.subarray(at, at + Number(length)) };
    at += Number(length);
  }
}

/** Bytes of a field of a message; a number in their place is no message. */
export function bytesIn({ field, value }: ProtoField): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new NotProtobuf(`field ${field} is a number`);
}

/** Whole numbers of a repeated field, packed or one at a time. */
export function intsIn({ value }: ProtoField): bigint[] {
  if (!(value instanceof Uint8Array)) return [BigInt.asIntN(64, value)];
  const numbers: bigint[] = [];
  let [number, shift] = [0n, 0n];
  for (const byte of value) {
    number |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (shift > 70n) throw new NotProtobuf('a number has too many bytes');
    if (byte >= 128) continue;
    numbers.push(BigInt.asIntN(64, number));
    [number, shift] = [0n, 0n];
  }
  return numbers;
}
