import { hashSeed, hashUniform } from '@millrace/pipeline-core/seeded-random';
import type { HeldOut } from './calibrate';
import { evaluateRows, oneVsRest, type SeparateOptions, type Separators } from './one-vs-rest';
import type { SparseMatrix } from './sparse-matrix';

/** Below so many rows each fifth is held out once, else one fifth is enough to fit two numbers. */
const FEW = 3000;
const FIFTHS = 5;
/** Most values kept; more rows than that say nothing new. */
const MOST_VALUES = 4_000_000;

/** How often the separators are fitted again for the rows held out. */
export function holdOutRounds(rows: number): number {
  return rows < FEW ? FIFTHS : 1;
}

/**
 * Values of train rows by separators that have not seen them: each fifth of the rows, drawn by seed, is left out of a
 * fit of its own. What the separators say of rows they were fitted to would make every probability too sure.
 */
export async function valuesHeldOut(options: SeparateOptions): Promise<HeldOut> {
  const { matrix, codes, costs, classes, seed } = options;
  const stream = hashSeed(seed, 'calibrate');
  const fifth = Int8Array.from(codes, (_, row) => Math.floor(hashUniform(stream, row) * FIFTHS));
  const rounds = holdOutRounds(codes.length);
  const parts: HeldOut[] = [];
  for (let round = 0; round < rounds; round++) {
    const separators = await oneVsRest({
      ...options,
      costs: costs.map((cost, row) => (fifth[row] === round ? 0 : cost)),
      report: (done) => options.report(round * (classes === 2 ? 1 : classes) + done),
    });
    parts.push(valuesOf(separators, { matrix, codes, rows: rowsOf(fifth, round) }));
  }
  return joined(parts);
}

/** Values and classes of some rows; of very many only the first ones. */
export function valuesOf(
  separators: Separators,
  { matrix, codes, rows }: { matrix: SparseMatrix; codes: Int32Array; rows: Int32Array },
): HeldOut {
  const kept = rows.subarray(0, Math.max(1, Math.floor(MOST_VALUES / separators.outputs)));
  return {
    outputs: separators.outputs,
    values: evaluateRows(separators, matrix, kept),
    codes: Int32Array.from(kept, (row) => codes[row]!),
  };
}

function rowsOf(fifth: Int8Array, round: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < fifth.length; row++) if (fifth[row] === round) rows.push(row);
  return Int32Array.from(rows);
}

function joined(parts: readonly HeldOut[]): HeldOut {
  return {
    outputs: parts[0]!.outputs,
    values: Float64Array.from(parts.flatMap(({ values }) => [...values])),
    codes: Int32Array.from(parts.flatMap(({ codes }) => [...codes])),
  };
}
