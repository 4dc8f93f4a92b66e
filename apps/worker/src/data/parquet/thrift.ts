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

/**
 * Fields of a structure, or of each structure of a list, that are read: whole ones, or some of what is in them. Structures
 * of which the `bytes` are wanted stay as they are, in the bytes that are read.
 */
export type ThriftChoice = { readonly [id: number]: 'whole' | 'bytes' | ThriftChoice };

/** Reads a structure. `only`: these fields, without building the others, most of which nobody may ask for. */
export function readThrift(bytes: Uint8Array, only: ThriftChoice | 'whole' = 'whole'): ThriftStruct {
  return new Reader(bytes).struct(only);
}

class Reader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  struct(only: ThriftChoice | 'whole'): ThriftStruct {
    const fields: ThriftStruct = new Map();
    let last = 0;
    for (;;) {
      const head = this.byte();
      if (head === 0) return fields;
      last = head >> 4 === 0 ? Number(this.zigzag()) : last + (head >> 4);
      const type = typeOf(head & 15);
      const isFlag = type === thriftTypes.yes || type === thriftTypes.no;
      const chosen = only === 'whole' ? only : only[last];
      if (chosen !== undefined) {
        fields.set(last, { type, value: isFlag ? type === thriftTypes.yes : this.value(type, chosen) });
      } else if (!isFlag) this.pass(type);
    }
  }

  private value(type: ThriftType, only: ThriftChoice | 'whole' | 'bytes'): ThriftValue {
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
        return this.take(this.size());
      case thriftTypes.list: {
        const { of, size } = this.listHead();
        return { of, items: Array.from({ length: size }, () => this.value(of, only)) };
      }
      case thriftTypes.struct: {
        if (only !== 'bytes') return this.struct(only);
        const from = this.at;
        this.pass(type);
        return this.bytes.subarray(from, this.at);
      }
    }
  }

  /** Goes on behind a value. */
  private pass(type: ThriftType): void {
    switch (type) {
      case thriftTypes.yes:
      case thriftTypes.no:
      case thriftTypes.byte:
        this.byte();
        return;
      case thriftTypes.i16:
      case thriftTypes.i32:
      case thriftTypes.i64:
        while (this.byte() > 127);
        return;
      case thriftTypes.double:
        this.go(8);
        return;
      case thriftTypes.binary:
        this.go(this.size());
        return;
      case thriftTypes.list: {
        const { of, size } = this.listHead();
        for (let left = size; left > 0; left--) this.pass(of);
        return;
      }
      case thriftTypes.struct:
        for (let head = this.byte(); head !== 0; head = this.byte()) {
          if (head >> 4 === 0) this.pass(thriftTypes.i16); // the number of the field
          const inner = typeOf(head & 15);
          if (inner !== thriftTypes.yes && inner !== thriftTypes.no) this.pass(inner);
        }
    }
  }

  private listHead(): { of: ThriftType; size: number } {
    const head = this.byte();
    return { of: typeOf(head & 15), size: head >> 4 === 15 ? this.size() : head >> 4 };
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('the footer of the Parquet file ends too early');
    return byte;
  }

  private take(length: number): Uint8Array {
    const from = this.at;
    this.go(length);
    return this.bytes.subarray(from, this.at);
  }

  private go(length: number): void {
    this.at += length;
    if (this.at > this.bytes.length) throw new Error('the footer of the Parquet file ends too early');
  }

  private size(): number {
    return Number(this.varint());
  }

  /** Most numbers are short, and a bigint of each part of one would take most of the time. */
  private varint(): bigint {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return BigInt(value);
    }
    let large = BigInt(value);
    for (let shift = 49n; ; shift += 7n) {
      const byte = this.byte();
      large |= BigInt(byte & 127) << shift;
      if (byte < 128) return large;
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

/** Structures may be given as their bytes, too: those stay as they are. */
export function writeThrift(fields: ThriftStruct): Buffer {
  const [first, ...others] = writeThriftBlocks(fields);
  return first === undefined || others.length > 0
    ? Buffer.concat(first === undefined ? [] : [first, ...others])
    : first;
}

/** The same in blocks that follow each other: what is given as many bytes is one of them, without a copy. */
export function writeThriftBlocks(fields: ThriftStruct): Buffer[] {
  const out = new Writer();
  out.struct(fields);
  return out.written();
}

/** From so many bytes on a copy of them costs more than a block of their own. */
const ownBlock = 4096;
const firstBytes = 1024;

class Writer {
  private readonly blocks: Buffer[] = [];
  private buffer = Buffer.allocUnsafe(firstBytes);
  private at = 0;

  written(): Buffer[] {
    return [...this.blocks, this.buffer.subarray(0, this.at)];
  }

  struct(fields: ThriftStruct): void {
    let last = 0;
    for (const [id, field] of [...fields].sort(([a], [b]) => a - b)) {
      const isFlag = typeof field.value === 'boolean';
      const type = isFlag ? (field.value === true ? thriftTypes.yes : thriftTypes.no) : field.type;
      if (id - last < 16) this.byte(((id - last) << 4) | type);
      else {
        this.byte(type);
        this.zigzag(BigInt(id));
      }
      last = id;
      if (!isFlag) this.value(field.type, field.value);
    }
    this.byte(0);
  }

  private value(type: ThriftType, value: ThriftValue): void {
    if (typeof value === 'boolean') this.byte(value ? thriftTypes.yes : thriftTypes.no);
    else if (typeof value === 'bigint') {
      if (type === thriftTypes.byte) this.byte(Number(value));
      else this.zigzag(value);
    } else if (value instanceof Uint8Array) {
      if (type === thriftTypes.binary) this.varint(value.length);
      this.bytes(value);
    } else if (value instanceof Map) this.struct(value);
    else this.list(value);
  }

  private list({ of, items }: ThriftList): void {
    if (items.length < 15) this.byte((items.length << 4) | of);
    else {
      this.byte(0xf0 | of);
      this.varint(items.length);
    }
    for (const item of items) this.value(of, item);
  }

  private zigzag(value: bigint): void {
    if (value > -largest && value < largest) {
      const number = Number(value);
      this.varint(number < 0 ? -number * 2 - 1 : number * 2);
    } else this.bytes(Uint8Array.from(zigzag(value)));
  }

  private varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    this.byte(rest);
  }

  private byte(byte: number): void {
    if (this.at === this.buffer.length) this.grow(1);
    this.buffer[this.at++] = byte;
  }

  private bytes(bytes: Uint8Array): void {
    if (bytes.length >= ownBlock) {
      this.blocks.push(this.buffer.subarray(0, this.at), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      this.buffer = Buffer.allocUnsafe(firstBytes);
      this.at = 0;
      return;
    }
    if (this.at + bytes.length > this.buffer.length) this.grow(bytes.length);
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  private grow(by: number): void {
    const larger = Buffer.allocUnsafe((this.buffer.length + by) * 2);
    larger.set(this.buffer.subarray(0, this.at));
    this.buffer = larger;
  }
}

/** Numbers below it are exact, their doubles too. */
const largest = 2n ** 51n;

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
