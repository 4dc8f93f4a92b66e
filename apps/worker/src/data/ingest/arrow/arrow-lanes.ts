import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DATE,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  dateValue,
  FLOAT,
  LIST,
  listValue,
  TIMESTAMP,
  timestampValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { type Data, DataType, DateUnit, type Decimal, Precision, type Timestamp, TimeUnit } from 'apache-arrow';
import { jsonText, timeText } from './arrow-texts';

/** How the cells of an Arrow column become ours. `read` is given a present cell and its place in the batch. */
export type Lane = {
  type: ColumnType;
  float32?: true;
  duck: DuckDBType;
  read(cell: Cell, place: Place): DuckDBValue;
  /** Numbers of a cell that are infinite or none, and so missing; 0 when left out. */
  lost?(cell: Cell): number;
  /** Bytes of a cell, roughly; 8 when left out. */
  size?(cell: Cell): number;
  note?: string;
};

/** Where the raw value of a cell lies. */
export type Place = { data: Data | undefined; index: number };

/** A cell as apache-arrow hands it out: its type depends on the column's. */
// biome-ignore lint/suspicious/noExplicitAny: every lane knows what its own type yields; a union would be cast in each
export type Cell = any;

const day = 86_400_000;
const sizeOf = (cell: { length: number }) => cell.length + 8;

export function laneOf(type: DataType): Lane {
  if (DataType.isDictionary(type)) return dictionaries(laneOf(type.dictionary));
  if (DataType.isNull(type)) return { type: 'text', duck: VARCHAR, read: () => null };
  if (DataType.isBool(type)) return { type: 'boolean', duck: BOOLEAN, read: (cell) => Boolean(cell) };
  if (DataType.isInt(type)) return type.bitWidth === 64 && !type.isSigned ? wideIntegers : integers;
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? doubles : floats;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) return texts;
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type)) return bytes;
  if (DataType.isBinaryView(type)) return bytes;
  if (DataType.isDecimal(type)) return decimals(type);
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? days : moments;
  if (DataType.isTimestamp(type)) return timestamps(type);
  if (DataType.isTime(type)) return { ...texts, read: (cell) => timeText(cell, type.unit), size: () => 16 };
  if (DataType.isDuration(type)) {
    return { ...integers, note: `durations are kept as whole numbers of ${unitNames[type.unit]}s` };
  }
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) return lists(type.children[0]?.type);
  return json(type);
}

/** The cells of a dictionary are values already, but their raw values lie in the dictionary, by way of the indices. */
function dictionaries(values: Lane): Lane {
  return { ...values, read: (cell, place) => values.read(cell, inDictionary(place)) };
}

function inDictionary({ data, index }: Place): Place {
  let at = Number(data?.values?.[index]);
  for (const chunk of data?.dictionary?.data ?? []) {
    if (at < chunk.length) return { data: chunk, index: at };
    at -= chunk.length;
  }
  return { data: undefined, index: 0 };
}

const unitNames: Record<TimeUnit, string> = {
  [TimeUnit.SECOND]: 'second',
  [TimeUnit.MILLISECOND]: 'millisecond',
  [TimeUnit.MICROSECOND]: 'microsecond',
  [TimeUnit.NANOSECOND]: 'nanosecond',
};

const integers: Lane = { type: 'integer', duck: BIGINT, read: (cell) => BigInt(cell) };
const wideIntegers: Lane = {
  type: 'text',
  duck: VARCHAR,
  read: (cell) => String(cell),
  note: 'whole numbers wider than 53 bits are kept as text',
};
/** Not-a-number and infinity are missing, as in text files. */
const finite = (cell: number) => (Number.isFinite(cell) ? cell : null);
const lost = (cell: unknown) => (typeof cell === 'number' && !Number.isFinite(cell) ? 1 : 0);
const doubles: Lane = { type: 'number', duck: DOUBLE, read: finite, lost };
const floats: Lane = { type: 'number', float32: true, duck: FLOAT, read: finite, lost };
const texts: Lane = { type: 'text', duck: VARCHAR, read: (cell) => String(cell), size: sizeOf };
const bytes: Lane = { type: 'bytes', duck: BLOB, read: (cell) => blobValue(Uint8Array.from(cell)), size: sizeOf };
/** Dates come as milliseconds, whatever their unit. */
const days: Lane = { type: 'date', duck: DATE, read: (cell) => dateValue(Math.floor(Number(cell) / day)) };
const moments: Lane = {
  type: 'timestamp',
  duck: TIMESTAMP,
  read: (cell) => timestampValue(BigInt(Math.round(Number(cell))) * 1000n),
};

function decimals(type: Decimal): Lane {
  return {
    type: 'number',
    duck: DOUBLE,
    read: (cell) => Number(`${signedOf(cell)}e-${type.scale}`),
    note: 'decimals are read as numbers',
  };
}

/** The whole number in little-endian 32-bit words, two's complement. */
function signedOf(words: Uint32Array): bigint {
  let value = 0n;
  for (let at = words.length - 1; at >= 0; at--) value = (value << 32n) | BigInt(words[at]!);
  return BigInt.asIntN(words.length * 32, value);
}

/** The raw value: what apache-arrow makes of it is a double of milliseconds, too coarse for nanoseconds. */
function timestamps(type: Timestamp): Lane {
  const micros: Record<TimeUnit, (raw: bigint) => bigint> = {
    [TimeUnit.SECOND]: (raw) => raw * 1_000_000n,
    [TimeUnit.MILLISECOND]: (raw) => raw * 1000n,
    [TimeUnit.MICROSECOND]: (raw) => raw,
    [TimeUnit.NANOSECOND]: (raw) => raw / 1000n,
  };
  return {
    type: 'timestamp',
    duck: TIMESTAMP,
    read: (cell, { data, index }) => {
      const raw: bigint | undefined = data?.values?.[index];
      return timestampValue(raw === undefined ? BigInt(Math.round(cell * 1000)) : micros[type.unit](raw));
    },
    ...(type.unit === TimeUnit.NANOSECOND ? { note: 'times are kept to the microsecond' } : {}),
  };
}

function lists(item: DataType | undefined): Lane {
  if (item !== undefined && DataType.isFloat(item)) {
    return {
      type: 'vector',
      duck: LIST(DOUBLE),
      read: (cell) => listValue([...cell].map(finiteOrNull)),
      size: listSize,
      lost: (cell) => [...cell].reduce((sum: number, item: unknown) => sum + lost(item), 0),
    };
  }
  if (item !== undefined && (DataType.isUtf8(item) || DataType.isLargeUtf8(item))) {
    const read = (cell: Cell) => listValue([...cell].map((text) => (text === null ? null : String(text))));
    return { type: 'list', duck: LIST(VARCHAR), read, size: listSize };
  }
  return json(item === undefined ? 'list' : `list of ${item}`);
}

const listSize = (cell: { length: number }) => cell.length * 16 + 8;
const finiteOrNull = (item: unknown) => (typeof item === 'number' ? finite(item) : null);

function json(type: DataType | string): Lane {
  return { ...texts, read: jsonText, size: () => 64, note: `values of type ${type} are kept as JSON text` };
}
