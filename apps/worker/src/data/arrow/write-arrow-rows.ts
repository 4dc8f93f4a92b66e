import { open } from 'node:fs/promises';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { Field, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from 'apache-arrow';
import type { DuckSession } from '../duckdb';
import { arrowLane } from './arrow-columns';
import type { ArrowLane, LaneCells } from './lane-types';

/** A record batch is written when it holds so much: a reader needs memory for one batch, and so do we. */
const batchBytes = 8 * 2 ** 20;
/** How a stream ends. */
const endOfStream = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

/**
 * Rows as an Arrow IPC stream in a file. The engine writes no Arrow by itself, so its chunks are copied into record
 * batches, one at a time in memory. `select` makes the query from the SQL of the cells.
 */
export async function writeArrowRows(
  session: DuckSession,
  o: { path: string; columns: readonly StoredColumn[]; select(cells: string): string },
): Promise<void> {
  const row: StoredColumn = { name: reservedColumns.row, type: 'integer', role: 'ignore', sqlType: 'BIGINT' };
  const columns = [row, ...o.columns];
  const lanes = columns.map(arrowLane);
  const schema = new Schema(lanes.map(({ type }, at) => new Field(columns[at]!.name, type, at > 0)));
  const head = messagesOf(schema);
  const file = await open(o.path, 'wx');
  try {
    await file.appendFile(head);
    let [rows, bytes] = [0, 0];
    const write = async () => {
      await file.appendFile(messagesOf(schema, flushed(lanes, { schema, rows })).subarray(head.length));
      [rows, bytes] = [0, 0];
    };
    const query = o.select(lanes.map(({ sql }, at) => `${sql} AS c${at}`).join(', '));
    for await (const chunk of session.stream(query)) {
      lanes.forEach((lane, at) => {
        bytes += lane.take(cellsOf(chunk, at));
      });
      rows += chunk.rowCount;
      if (bytes >= batchBytes) await write();
    }
    if (rows > 0) await write();
    await file.appendFile(endOfStream);
  } finally {
    await file.close();
  }
}

function cellsOf(chunk: DuckDBDataChunk, column: number): LaneCells {
  const vector = chunk.getColumnVector(column);
  // The typed array behind the vector and its bits are private in the types only; value by value is ten times slower.
  const validity: { itemValid(at: number): boolean } = Reflect.get(vector, 'validity');
  return {
    count: chunk.rowCount,
    items: Reflect.get(vector, 'items'),
    valid: (at) => validity.itemValid(at),
    values: () => chunk.getColumnValues(column),
  };
}

function flushed(lanes: readonly ArrowLane[], { schema, rows }: { schema: Schema; rows: number }): RecordBatch {
  const children = lanes.map((lane) => lane.flush());
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

/** The messages of a stream that has not ended: its schema, then the batch. */
function messagesOf(schema: Schema, batch?: RecordBatch): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  if (batch !== undefined) writer.write(batch);
  return writer.toUint8Array(true);
}
