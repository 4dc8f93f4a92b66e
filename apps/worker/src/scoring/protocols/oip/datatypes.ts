import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '@millrace/pipeline-core/result';

/** Tensor types of the Open Inference Protocol with the bytes of one element; BYTES tells its own length. */
export const datatypeBytes = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: null,
} as const;
export type Datatype = keyof typeof datatypeBytes;
export const datatypes = Object.keys(datatypeBytes) as Datatype[]; // keys() forgets the literal names

/** One element as it came: a missing number is null already; bytes are text or not, as the field will have it. */
export type TensorValue = number | boolean | string | Buffer | null;

/** Little endian; NaN is a missing number. */
const readers = {
  BOOL: (bytes, at) => bytes[at] !== 0,
  UINT8: (bytes, at) => bytes.readUInt8(at),
  UINT16: (bytes, at) => bytes.readUInt16LE(at),
  UINT32: (bytes, at) => bytes.readUInt32LE(at),
  UINT64: (bytes, at) => Number(bytes.readBigUInt64LE(at)),
  INT8: (bytes, at) => bytes.readInt8(at),
  INT16: (bytes, at) => bytes.readInt16LE(at),
  INT32: (bytes, at) => bytes.readInt32LE(at),
  INT64: (bytes, at) => Number(bytes.readBigInt64LE(at)),
  FP16: (bytes, at) => orMissing(halfToNumber(bytes.readUInt16LE(at))),
  BF16: (bytes, at) => orMissing(brainToNumber(bytes.readUInt16LE(at))),
  FP32: (bytes, at) => orMissing(bytes.readFloatLE(at)),
  FP64: (bytes, at) => orMissing(bytes.readDoubleLE(at)),
} as const satisfies Record<Exclude<Datatype, 'BYTES'>, (bytes: Buffer, at: number) => TensorValue>;

function orMissing(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** IEEE 754 binary16: one sign bit, five of exponent, ten of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function brainToNumber(bits: number): number {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(bits, 2);
  return bytes.readFloatLE(0);
}

/** The elements of one binary tensor, row major; the error says what does not add up. */
export function readBinary(
  bytes: Buffer,
  { datatype, count }: { datatype: Datatype; count: number },
): Result<TensorValue[], string> {
  if (datatype === 'BYTES') return readTexts(bytes, count);
  const size = datatypeBytes[datatype];
  if (bytes.length !== size * count) {
    return err(`${bytes.length} bytes of data, and ${count} elements of ${datatype} are ${size * count}.`);
  }
  const read = readers[datatype];
  const values = Array.from({ length: count }, (_, at): TensorValue => read(bytes, at * size));
  const wrong = values.findIndex((value) => typeof value === 'number' && !isKept(value, datatype));
  return wrong < 0 ? ok(values) : err(`element ${wrong} is ${tellNumber(values[wrong])}.`);
}

/** 64-bit whole numbers beyond 2^53 - 1 would be changed silently; infinities have no place in JSON, nor in a model. */
function isKept(value: number, datatype: Datatype): boolean {
  return datatype === 'INT64' || datatype === 'UINT64' ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function tellNumber(value: TensorValue | undefined): string {
  return Number.isFinite(value)
    ? `${String(value)}, beyond 2^53 - 1: send it as text`
    : `${String(value)}: send NaN for a missing number`;
}

/** Each element: four bytes of length, then as many bytes. */
function readTexts(bytes: Buffer, count: number): Result<TensorValue[], string> {
  const values: TensorValue[] = [];
  let at = 0;
  while (values.length < count) {
    if (at + 4 > bytes.length) return err(`its ${bytes.length} bytes end within element ${values.length}.`);
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) return err(`its ${bytes.length} bytes end within element ${values.length}.`);
    values.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.length ? ok(values) : err(`${bytes.length - at} bytes are left over behind ${count} elements.`);
}

/** Elements of a JSON tensor, which may be nested in any way. */
export function readJsonData(data: unknown, datatype: Datatype): Result<TensorValue[], string> {
  if (datatype === 'FP16' || datatype === 'BF16') return err(`${datatype} is taken in the binary form only.`);
  if (!Array.isArray(data)) return err('"data" must be a list.');
  const flat: unknown[] = data.some(Array.isArray) ? data.flat(Number.POSITIVE_INFINITY) : data;
  const values: TensorValue[] = [];
  for (const [at, value] of flat.entries()) {
    if (!isElement(value, datatype)) return err(`data[${at}] is ${shorten(value)}, which is no ${datatype}.`);
    values.push(value);
  }
  return ok(values);
}

function isElement(value: unknown, datatype: Datatype): value is number | boolean | string | null {
  if (value === null) return true;
  if (datatype === 'BOOL') return typeof value === 'boolean';
  if (datatype === 'BYTES') return typeof value === 'string';
  return datatype === 'FP32' || datatype === 'FP64' ? typeof value === 'number' : Number.isInteger(value);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** Text of an element, null when its bytes are no UTF-8. */
export function textOf(value: string | Buffer): string | null {
  if (typeof value === 'string') return value;
  return isUtf8(value) ? value.toString('utf8') : null;
}
