import { PipelineError } from '@millrace/pipeline-core/errors';
import { sublinearCount, termsOf } from '@millrace/pipeline-core/features';
import type { TextColumn } from '../model-runtime';
import { type SparseMatrix, sparseBuilder } from './sparse-matrix';
import type { TermBlock } from './vocabulary';

/** Entries of one row: columns ascending, `length` of them count. */
export type SparseRow = { columns: Int32Array; values: Float64Array; length: number };

/** Turns the texts of one row into entries. The row is written over by the next call. */
export type RowReader = (texts: readonly (string | null)[]) => SparseRow;

/**
 * TF-IDF of a row: per block (1 + ln count) x idf, each block at length 1, so that words and characters weigh the same
 * however many there are. This is scikit-learn's union of two TfidfVectorizers with `sublinear_tf`.
 */
export function rowReader(blocks: readonly TermBlock[]): RowReader {
  const width = blocks.reduce((sum, { terms }) => sum + terms.length, 0);
  const places = blocks.map(({ terms }) => new Map(terms.map((term, at) => [term, at])));
  const counts = new Float64Array(width);
  const row: SparseRow = { columns: new Int32Array(256), values: new Float64Array(256), length: 0 };
  return (texts) => {
    row.length = 0;
    for (const [at, block] of blocks.entries()) {
      const text = texts[block.feature] ?? null;
      const known = places[at];
      if (text !== null && known !== undefined) readBlock({ text, block, known, counts, row });
    }
    return row;
  };
}

function readBlock(options: {
  text: string;
  block: TermBlock;
  known: ReadonlyMap<string, number>;
  counts: Float64Array;
  row: SparseRow;
}): void {
  const { text, block, known, counts, row } = options;
  const found: number[] = [];
  for (const term of termsOf(text, block.cut)) {
    const place = known.get(term);
    if (place === undefined) continue;
    if (counts[block.offset + place]! === 0) found.push(place);
    counts[block.offset + place]! += 1;
  }
  // In the order of the columns: sums depend on it.
  const sorted = Int32Array.from(found).sort();
  makeRoom(row, sorted.length);
  let squares = 0;
  for (let i = 0; i < sorted.length; i++) {
    const place = sorted[i]!;
    const value = sublinearCount(counts[block.offset + place]!) * block.idf[place]!;
    counts[block.offset + place] = 0;
    row.columns[row.length + i] = block.offset + place;
    row.values[row.length + i] = value;
    squares += value * value;
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < sorted.length; i++) row.values[row.length + i]! *= scale;
  row.length += sorted.length;
}

function makeRoom(row: SparseRow, more: number): void {
  if (row.length + more <= row.columns.length) return;
  const size = Math.max(row.length + more, row.columns.length * 2);
  const { columns, values } = row;
  row.columns = new Int32Array(size);
  row.values = new Float64Array(size);
  row.columns.set(columns);
  row.values.set(values);
}

/** All rows of text columns. Throws a PipelineError where they have more entries than fit into memory. */
export async function textMatrix(options: {
  columns: readonly TextColumn[];
  rows: number;
  blocks: readonly TermBlock[];
  mostEntries: number;
  pause(): Promise<void>;
}): Promise<SparseMatrix> {
  const { columns, rows, blocks, mostEntries, pause } = options;
  const read = rowReader(blocks);
  const builder = sparseBuilder(blocks.reduce((sum, { terms }) => sum + terms.length, 0));
  let entries = 0;
  for (let at = 0; at < rows; at++) {
    if (at % 256 === 0) await pause();
    const row = read(columns.map(({ values }) => values[at] ?? null));
    entries += row.length;
    if (entries > mostEntries) throw tooManyEntries(at, rows);
    builder.row(row.columns.subarray(0, row.length), row.values.subarray(0, row.length));
  }
  return builder.finish();
}

function tooManyEntries(at: number, rows: number): PipelineError {
  return new PipelineError({
    code: 'too-many-terms',
    family: 'pipeline',
    place: 'Text classifier › texts',
    seen: `more terms than fit into memory, in ${at} of ${rows} rows`,
    expected: 'texts whose terms fit into the memory of a step',
    next: 'Turn characters off, shorten the longest runs, or learn from a sample of the rows.',
  });
}
