import type { FeatureColumn, NumberColumn } from '../model-runtime';
import { functionOf } from '../threads/inline-team';
import { binCodes, type CodedTable, type FeatureBinning, splittableFeatures } from './binned-table';
import type { NumberBinning } from './cuts';
import { forestModule } from './kernel-module';

/** Values go through a small memory in chunks: the columns themselves lie outside of any. */
const CHUNK = 16_384;
const VALUES_AT = 1024;
const CODES_AT = VALUES_AT + CHUNK * 8;
const PAGES = Math.ceil((CODES_AT + CHUNK) / 65_536);

/** Bin codes of the training rows, without features that are the same in all of them. */
export function codedTable(options: {
  features: readonly FeatureColumn[];
  binnings: readonly FeatureBinning[];
  rows: number;
}): CodedTable {
  const { rows } = options;
  const all = codeColumns(options.features, options.binnings, rows);
  const used = splittableFeatures(all, options.features.length, rows);
  const binnings = Array.from(used, (feature) => options.binnings[feature]!);
  return { rows, used, binnings, codes: pickColumns(all, used, rows) };
}

/** Bin codes of other rows, in the columns of a training table. */
export function codesLike(table: CodedTable, options: Parameters<typeof codedTable>[0]): Uint8Array {
  return pickColumns(codeColumns(options.features, options.binnings, options.rows), table.used, options.rows);
}

/** Raw bin codes, column after column: as binCodes, with numbers by the kernel. */
export function codeColumns(
  features: readonly FeatureColumn[],
  binnings: readonly FeatureBinning[],
  rows: number,
): Uint8Array {
  const codes = new Uint8Array(features.length * rows);
  const bin = createBinner();
  features.forEach((feature, at) => {
    const binning = binnings[at]!;
    const target = codes.subarray(at * rows, (at + 1) * rows);
    if (feature.kind === 'number' && binning.kind === 'number') bin(feature.values, binning, target);
    else target.set(binCodes([feature], [binning], rows));
  });
  return codes;
}

type Binner = (values: NumberColumn['values'], binning: NumberBinning, codes: Uint8Array) => void;

function createBinner(): Binner {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const { exports } = new WebAssembly.Instance(forestModule(), { env: { memory } });
  const binNumbers = functionOf(exports, 'binNumbers');
  const ladder = new Float32Array(memory.buffer, 0, 256);
  const chunk = new Float64Array(memory.buffer, VALUES_AT, CHUNK);
  const found = new Uint8Array(memory.buffer, CODES_AT, CHUNK);
  return (values, { cuts, offset }, codes) => {
    ladder.fill(Number.POSITIVE_INFINITY);
    ladder.set(cuts);
    for (let from = 0; from < codes.length; from += CHUNK) {
      const count = Math.min(CHUNK, codes.length - from);
      chunk.set(values.subarray(from, from + count));
      binNumbers(VALUES_AT, count, offset, 0, CODES_AT);
      codes.set(found.subarray(0, count), from);
    }
  };
}

function pickColumns(codes: Uint8Array, used: Int32Array, rows: number): Uint8Array {
  if (used.length * rows === codes.length) return codes;
  const picked = new Uint8Array(used.length * rows);
  used.forEach((feature, at) => {
    picked.set(codes.subarray(feature * rows, (feature + 1) * rows), at * rows);
  });
  return picked;
}
