import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { isDiskFull } from '../../ground/disk-full';
import { sqlTypeOf } from '../sql-text';
import { datasetMeta } from '../table-meta';
import { type Lane, laneOf } from './arrow/arrow-lanes';
import { withBudget } from './arrow/packed-buffers';
import { mostColumns, tooManyColumns } from './column-limit';
import { uniqueNames } from './column-names';
import type { LandNote } from './land-report';
import type { Landed, LandOptions } from './landed';
import { refuseFile } from './refuse-file';
import { RowParts } from './row-parts';
import { readHead } from './text-encoding';
import { UnpackBudget } from './unpacked-size';

/** Rows handed on at a time. */
const sliceRows = 2048;

/** Reads an Arrow file or stream, batch by batch, into our types; what has none of its own becomes text, with a note. */
export async function landArrow(options: LandOptions): Promise<Landed> {
  const { path, name } = options;
  const isFile = (await readHead(path, 6)).toString('latin1') === 'ARROW1';
  const budget = new UnpackBudget({ name, packed: (await stat(path)).size, outer: options.budget });
  const handle = isFile ? await open(path, 'r') : null;
  try {
    return await withBudget(budget, () => readBatches(options, handle));
  } catch (error) {
    if (error instanceof PipelineError || isDiskFull(error) || options.signal?.aborted === true) throw error;
    throw unreadable(name, error);
  } finally {
    await handle?.close().catch(() => undefined); // the reader may have closed it
  }
}

async function readBatches(options: LandOptions, handle: FileHandle | null): Promise<Landed> {
  const { session, path, name, folder, signal } = options;
  const reader = await (handle === null
    ? RecordBatchReader.from(createReadStream(path))
    : RecordBatchReader.from(handle));
  await reader.open();
  const { fields } = reader.schema;
  if (fields.length === 0) throw unreadable(name, new Error('the schema has no columns'));
  if (fields.length > mostColumns) throw tooManyColumns(name, fields.length.toLocaleString('en'));
  const { names, notes } = uniqueNames(fields.map((field) => field.name));
  const lanes = fields.map((field) => laneOf(field.type));
  const columns = lanes.map(({ type, float32, duck }, at) => {
    const facts = { type, ...(float32 ? { float32 } : {}) };
    return { stored: { name: names[at]!, role: 'feature' as const, sqlType: sqlTypeOf(facts), ...facts }, type: duck };
  });
  const parts = new RowParts(session, folder, columns);
  const lost = lanes.map(() => 0);
  for await (const batch of reader) {
    for (let from = 0; from < batch.numRows; from += sliceRows) {
      signal?.throwIfAborted();
      const { values, rows, bytes } = takeRows(batch, { from, lanes, lost });
      await parts.add(values, { rows, bytes });
    }
  }
  const table = join(folder, 'table.parquet');
  const written = await parts.finish(table);
  const converted = lanes.flatMap(({ note }, at) =>
    note === undefined ? [] : [{ code: 'converted', message: `"${names[at]}": ${note}.`, column: names[at]! }],
  );
  return {
    table,
    meta: datasetMeta(written),
    report: {
      v: 1,
      format: 'arrow',
      encoding: 'binary',
      header: true,
      rows: written.rows,
      rejectedCount: 0,
      rejected: [],
      badCellCount: 0,
      badCells: [],
      notes: [...notes, ...converted, ...lostNotes(names, lost)],
    },
  };
}

/** `lost` counts, column by column, the numbers that are missing though the file has something there. */
function takeRows(batch: RecordBatch, o: { from: number; lanes: readonly Lane[]; lost: number[] }) {
  const { from, lanes } = o;
  const rows = Math.min(sliceRows, batch.numRows - from);
  let bytes = 0;
  const values = lanes.map((lane, column) => {
    const vector = batch.getChildAt(column);
    const data = vector?.data[0];
    return Array.from({ length: rows }, (_, at) => {
      const index = from + at;
      const cell = vector?.get(index) ?? null;
      if (vector === null || cell === null) return null;
      bytes += lane.size?.(cell) ?? 8;
      o.lost[column]! += lane.lost?.(cell) ?? 0;
      return lane.read(cell, { data, index });
    });
  });
  return { values, rows, bytes };
}

function lostNotes(names: readonly string[], lost: readonly number[]): LandNote[] {
  return names.flatMap((column, at) => {
    const count = lost[at] ?? 0;
    if (count === 0) return [];
    const message = `"${column}": ${count} value${count === 1 ? ' is' : 's are'} infinite or not a number (NaN) and count${count === 1 ? 's' : ''} as missing.`;
    return [{ code: 'not-finite', message, column, count }];
  });
}

function unreadable(name: string, error: unknown) {
  return refuseFile({
    code: 'unreadable-arrow',
    name,
    seen: 'an Arrow file that cannot be read to its end',
    expected: 'a complete Arrow file or stream',
    next: 'Write the file again and upload it once more, or save it as Parquet.',
    cause: error,
  });
}
