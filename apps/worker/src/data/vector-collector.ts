import { type DuckDBDataChunk, DuckDBListVector, type DuckDBVector } from '@duckdb/node-api';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { VectorColumn } from '../runtimes/model-runtime';

/** What vectors may take: memory of the step that reads them, whose name stands in errors. */
export type VectorRoom = { megabytes: number; place: string };

/**
 * Vectors of one column, chunk by chunk, one behind the other, of a relation of so many rows. All are equally long; a missing one
 * is NaN throughout. With `room` the first vector tells whether all will fit in it, before they are read.
 */
export class VectorCollector {
  private values = new Float32Array(0);
  private at = 0;
  private width: number | undefined;
  /** Missing ones before the first vector, where no width was asked for. */
  private waiting = 0;
  private taken = 0;

  constructor(
    private readonly o: {
      name: string;
      rows: number;
      width?: number | undefined;
      room?: VectorRoom | undefined;
    },
  ) {
    if (o.width !== undefined) this.begin(o.width);
  }

  take(chunk: DuckDBDataChunk, column: number): void {
    const lists = chunk.getColumnVector(column);
    if (!(lists instanceof DuckDBListVector))
      throw new Error(`column ${this.o.name} was read as vectors, and holds none`);
    for (let row = 0; row < chunk.rowCount; row++) {
      const items = lists.getItemVector(row);
      if (items === null) this.miss();
      else this.add(items);
      this.taken++;
    }
  }

  private begin(width: number): number {
    const { rows, room } = this.o;
    if (room !== undefined && 4 * rows * width > room.megabytes * 1e6) throw this.tooMany(width, room);
    this.width = width;
    this.values = new Float32Array(rows * width).fill(Number.NaN);
    this.at = this.waiting * width;
    return width;
  }

  private add(items: DuckDBVector): void {
    const width = this.width ?? this.begin(items.itemCount);
    if (items.itemCount !== width) throw this.uneven(items.itemCount, width);
    // A number that is missing within a vector is 0, as ever.
    for (let at = 0; at < width; at++) this.values[this.at + at] = Number(items.getItem(at));
    this.at += width;
  }

  private miss(): void {
    if (this.width === undefined) this.waiting++;
    else this.at += this.width;
  }

  private tooMany(width: number, { megabytes, place }: VectorRoom): PipelineError {
    const { name, rows } = this.o;
    const count = (value: number) => value.toLocaleString('en');
    return new PipelineError({
      code: 'too-many-cells',
      family: 'pipeline',
      place: `${place} › column "${name}"`,
      seen: `${count(rows)} vectors of ${count(width)} numbers (of an image: width × height × colours), which take ${count(Math.ceil((4 * rows * width) / 1e6))} MB`,
      expected: `at most ${count(megabytes)} MB, the memory of this step`,
      next: `Make the vectors shorter where they are made (images smaller, or grey), take a sample of at most ${count(Math.floor((megabytes * 1e6) / (4 * width)))} rows, and fewer where the model needs room beside them.`,
      column: name,
    });
  }

  private uneven(found: number, expected: number): PipelineError {
    const row = this.taken;
    return new PipelineError({
      code: 'uneven-vectors',
      family: 'pipeline',
      place: `Column ${this.o.name}`,
      seen: `a vector of ${found} numbers in row ${row + 1}`,
      expected: `${expected} numbers, as in the rows before or as the model was trained on`,
      next: 'Make all vectors equally long before this step.',
      column: this.o.name,
      row,
    });
  }

  /** A column without any vector has vectors of no numbers. */
  finish(name: string): VectorColumn {
    return { name, kind: 'vector', width: this.width ?? 0, values: this.values };
  }
}
