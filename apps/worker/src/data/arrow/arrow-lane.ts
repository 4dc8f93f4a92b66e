import type { DuckDBValue } from '@duckdb/node-api';
import { Data, type DataType, makeBuilder } from 'apache-arrow';
import type { ArrowLane } from './lane-types';

type Cells = BigInt64Array | Float64Array | Float32Array | Int32Array;
type CellsOf = { new (length: number): Cells; readonly BYTES_PER_ELEMENT: number };

/** A column of cells of one size: copied as they lie in the engine's memory, with a bitmap of what is missing. */
export function fixedLane(type: DataType, sql: string, Cells: CellsOf): ArrowLane {
  let parts: Cells[] = [];
  let missing: number[] = [];
  let length = 0;
  return {
    type,
    sql,
    take({ items, count, valid }) {
      if (!(items instanceof Cells)) throw new Error(`${sql} came as another type than ${type}`);
      parts.push(items.slice(0, count));
      for (let at = 0; at < count; at++) if (!valid(at)) missing.push(length + at);
      length += count;
      return count * Cells.BYTES_PER_ELEMENT;
    },
    flush() {
      const cells = new Cells(length);
      const bytes = new Uint8Array(cells.buffer);
      let at = 0;
      for (const part of parts) {
        bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
        at += part.byteLength;
      }
      const made = new Data(type, 0, length, missing.length, [new Int32Array(0), cells, bitmap(length, missing)]);
      [parts, missing, length] = [[], [], 0];
      return made;
    },
  };
}

/** One bit a row, set where there is a cell; nothing missing needs none. */
function bitmap(length: number, missing: readonly number[]): Uint8Array {
  if (missing.length === 0) return new Uint8Array(0);
  const bits = new Uint8Array(Math.ceil(length / 64) * 8).fill(255);
  for (const at of missing) bits[at >> 3]! &= ~(1 << (at & 7));
  return bits;
}

/** Any other column, cell by cell. */
export function builtLane(type: DataType, sql: string, read: (value: DuckDBValue) => unknown): ArrowLane {
  const builder = makeBuilder({ type, nullValues: [null] });
  return {
    type,
    sql,
    take({ values }) {
      let bytes = 0;
      for (const value of values()) {
        const cell = value === null ? null : read(value);
        builder.append(cell);
        bytes += weightOf(cell);
      }
      return bytes;
    },
    flush: () => builder.flush(),
  };
}

/** About how many bytes a cell takes with all that is in it: a batch of long ones must end as soon as one of many. */
function weightOf(cell: unknown): number {
  if (typeof cell === 'string') return 8 + cell.length;
  if (cell instanceof Uint8Array) return 8 + cell.byteLength;
  if (typeof cell !== 'object' || cell === null) return 8;
  let bytes = 8;
  const parts: readonly unknown[] = Array.isArray(cell) ? cell : Object.values(cell);
  for (const part of parts) bytes += weightOf(part);
  return bytes;
}
