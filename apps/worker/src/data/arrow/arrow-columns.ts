import { DuckDBBlobValue, DuckDBListValue, DuckDBStructValue, type DuckDBValue } from '@duckdb/node-api';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';
import { quoteName } from '../sql-text';
import { builtLane, fixedLane } from './arrow-lane';
import type { ArrowLane } from './lane-types';

const item = (type: DataType) => new Field('item', type, true);

/** Times are UTC in Millrace; Arrow is told so, or a client would read them as its own clock's. */
export function arrowLane({ name, type, float32 }: StoredColumn): ArrowLane {
  const cell = quoteName(name);
  switch (type) {
    case 'integer':
      return fixedLane(new Int64(), `CAST(${cell} AS BIGINT)`, BigInt64Array);
    case 'number':
      return float32 === true
        ? fixedLane(new Float32(), cell, Float32Array)
        : fixedLane(new Float64(), cell, Float64Array);
    case 'timestamp':
      return fixedLane(new TimestampMicrosecond('UTC'), `epoch_us(${cell})`, BigInt64Array);
    case 'date':
      return fixedLane(new DateDay(), `CAST(${cell} - DATE '1970-01-01' AS INTEGER)`, Int32Array);
    case 'boolean':
      return builtLane(new Bool(), cell, (value) => value);
    case 'text':
      return builtLane(new Utf8(), cell, String);
    case 'bytes':
      return builtLane(new Binary(), cell, (value) => (value instanceof DuckDBBlobValue ? value.bytes : null));
    case 'list':
      return builtLane(new List(item(new Utf8())), cell, itemsOf);
    case 'vector':
      return builtLane(new List(item(new Float64())), cell, itemsOf);
    case 'sparse':
      return builtLane(sparseType, cell, (value) =>
        value instanceof DuckDBStructValue ? { i: itemsOf(value.entries.i), v: itemsOf(value.entries.v) } : null,
      );
  }
}

const sparseType = new Struct([
  new Field('i', new List(item(new Int32())), true),
  new Field('v', new List(item(new Float64())), true),
]);

function itemsOf(value: DuckDBValue | undefined): readonly DuckDBValue[] | null {
  return value instanceof DuckDBListValue ? value.items : null;
}
