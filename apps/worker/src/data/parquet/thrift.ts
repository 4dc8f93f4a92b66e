/**
 * Thrift's compact protocol as Parquet uses it for what a file says of itself: read into plain maps and written back, so
 * that fields nobody here knows stay as they are. Fields by their number; whole numbers as bigint.
 */
export type ThriftStruct = Map<number, ThriftField>;
export type ThriftField = { type: ThriftType; value: ThriftValue };
export type ThriftList = { of: ThriftType; items: ThriftValue[] };
export type ThriftValue = boolean | bigint | Uint8Array | ThriftList | ThriftStruct;

export const thriftTypes = {
  yes: 1,
  no: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const;
export type ThriftType = (typeof thriftTypes)[keyof typeof thriftTypes];

const known = new Set<number>(Object.values(thriftTypes));

export function i32(value: number | bigint): ThriftField {
  return { type: thriftTypes.i32, value: BigInt(value) };
}

export function i64(value: number | bigint): ThriftField {
  return { type: thriftTypes.i64, value: BigInt(value) };
}

export function binary(value: string | Uint8Array): ThriftField {
  return { type: thriftTypes.binary, value: typeof value === 'string' ? Buffer.from(value, 'utf8') : value };
}

export function struct(fields: Record<number, ThriftField>): ThriftField {
  return { type: thriftTypes.struct, value: new Map(Object.entries(fields).map(([id, field]) => [Number(id), field])) };
}

export function list(of: ThriftType, items: ThriftValue[]): ThriftField {
  return { type: thriftTypes.list, value: { of, items } };
}

export function readThrift(bytes: Uint8Array): ThriftStruct {
  return new Reader(bytes).struct();
}

class Reader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    let last = 0;
    for (;;) {
      const head = this.byte();
      if (head === 0) return fields;
      last = head >> 4 === 0 ? Number(this.zigzag()) : last + (head >> 4);
      const type = typeOf(head & 15);
      const isFlag = type === thriftTypes.yes || type === thriftTypes.no;
      fields.set(last, { type, value: isFlag ? type === thriftTypes.yes : this.value(type) });
    }
  }

  private value(type: ThriftType): ThriftValue {
    switch (type) {
      case thriftTypes.yes:
      case thriftTypes.no:
        return this.byte() === thriftTypes.yes; // as an item of a list
      case thriftTypes.byte:
        return BigInt(this.byte());
      case thriftTypes.i16:
      case thriftTypes.i32:
      case thriftTypes.i64:
        return this.zigzag();
      case thriftTypes.double:
        return this.take(8);
      case thriftTypes.binary:
        return this.take(Number(this.varint()));
      case thriftTypes.list:
        return this.list();
      case thriftTypes.struct:
        return this.struct();
    }
  }

  private list(): ThriftList {
    const head = this.byte();
    const size = head >> 4 === 15 ? Number(this.varint()) : head >> 4;
    const of = typeOf(head & 15);
    return { of, items: Array.from({ length: size }, () => this.value(of)) };
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('the footer of the Parquet file ends too early');
    return byte;
  }

  private take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new Error('the footer of the Parquet file ends too early');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  private zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }
}

function typeOf(code: number): ThriftType {
  if (!known.has(code)) throw new Error(`the footer of the Parquet file has a field of the unknown type ${code}`);
  return code as ThriftType; // one of the known ones
}

export function writeThrift(fields: ThriftStruct): Buffer {
  const out: number[] = [];
  writeStruct(out, fields);
  return Buffer.from(out);
}

function writeStruct(out: number[], fields: ThriftStruct): void {
  let last = 0;
  for (const [id, field] of [...fields].sort(([a], [b]) => a - b)) {
    const isFlag = typeof field.value === 'boolean';
    const type = isFlag ? (field.value === true ? thriftTypes.yes : thriftTypes.no) : field.type;
    if (id - last < 16) out.push(((id - last) << 4) | type);
    else out.push(type, ...zigzag(BigInt(id)));
    last = id;
    if (!isFlag) writeValue(out, field.type, field.value);
  }
  out.push(0);
}

function writeValue(out: number[], type: ThriftType, value: ThriftValue): void {
  if (typeof value === 'boolean') out.push(value ? thriftTypes.yes : thriftTypes.no);
  else if (typeof value === 'bigint') out.push(...(type === thriftTypes.byte ? [Number(value)] : zigzag(value)));
  else if (value instanceof Uint8Array) {
    if (type === thriftTypes.binary) out.push(...varint(BigInt(value.length)));
    for (const byte of value) out.push(byte);
  } else if (value instanceof Map) writeStruct(out, value);
  else {
    const { of, items } = value;
    if (items.length < 15) out.push((items.length << 4) | of);
    else out.push(0xf0 | of, ...varint(BigInt(items.length)));
    for (const item of items) writeValue(out, of, item);
  }
}

export function varint(value: bigint): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
  return out;
}

export function zigzag(value: bigint): number[] {
  return varint(value < 0n ? -value * 2n - 1n : value * 2n);
}
