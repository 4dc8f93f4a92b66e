import { refuseFile } from './refuse-file';

const gibibyte = 2 ** 30;
/** Small archives may unpack to this much, larger ones to a hundred times their size, none to more than 32 GiB. */
const freeBytes = gibibyte;
const largestRatio = 100;
const largestBytes = 32 * gibibyte;

/** Bytes that an archive of `packed` bytes may unpack to: real tables stay far below, bombs do not. */
export function unpackedLimit(packed: number): number {
  return Math.min(largestBytes, Math.max(freeBytes, packed * largestRatio));
}

export function unpacksTooFar(name: string, packed: number) {
  const limit = unpackedLimit(packed) / gibibyte;
  return refuseFile({
    code: 'archive-too-large',
    name,
    seen: 'an archive that unpacks to far more than it holds',
    expected: `at most ${limit >= 10 ? Math.round(limit) : Number(limit.toFixed(1))} GiB from an archive of this size`,
    next: 'Upload the file unpacked, or as Parquet.',
  });
}
