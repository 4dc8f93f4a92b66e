import { type DuckDBDataChunk, DuckDBListValue } from '@duckdb/node-api';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { VectorColumn } from '../runtimes/model-runtime';

/** Vectors of one column, chunk by chunk, one behind the other. All are equally long; a missing one is NaN throughout. */
export class VectorCollector {
  private values = new Float32Array(0);
  private rows = 0;
  /** Rows before the first vector, where no width was asked for. */
  private waiting = 0;

  constructor(
    private readonly name: string,
    private width: number | undefined,
  ) {}

  take(chunk: DuckDBDataChunk, column: number): void {
    for (const value of chunk.getColumnValues(column)) {
      if (value instanceof DuckDBListValue) this.add(value.items);
      else this.miss();
    }
  }

  private add(items: readonly unknown[]): void {
    this.width ??= items.length;
    if (items.length !== this.width) throw this.uneven(items.length, this.width);
    for (; this.waiting > 0; this.waiting--) this.put(null, this.width);
    this.put(items, this.width);
  }

  private miss(): void {
    if (this.width === undefined) this.waiting++;
    else this.put(null, this.width);
  }

  private put(items: readonly unknown[] | null, width: number): void {
    const from = this.rows * width;
    if (from + width > this.values.length) this.grow(from + width);
    for (let at = 0; at < width; at++) this.values[from + at] = items === null ? Number.NaN : Number(items[at]);
    this.rows++;
  }

  private grow(needed: number): void {
    const larger = new Float32Array(Math.max(needed, this.values.length * 2, 4096));
    larger.set(this.values);
    this.values = larger;
  }

  private uneven(found: number, expected: number): PipelineError {
    return new PipelineError({
      code: 'uneven-vectors',
      family: 'pipeline',
      place: `Column ${this.name}`,
      seen: `a vector of ${found} numbers in row ${this.rows + this.waiting + 1}`,
      expected: `${expected} numbers, as in the rows before or as the model was trained on`,
      next: 'Make all vectors equally long before this step.',
      column: this.name,
      row: this.rows + this.waiting,
    });
  }

  /** A column without any vector has vectors of no numbers. */
  finish(name: string): VectorColumn {
    const width = this.width ?? 0;
    return { name, kind: 'vector', width, values: this.values.slice(0, this.rows * width) };
  }
}
