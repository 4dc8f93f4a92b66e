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

/** What a file may still unpack to. What is packed within another archive also counts against that one. */
export class UnpackBudget {
  private left: number;

  constructor(private readonly options: { name: string; packed: number; outer?: UnpackBudget | undefined }) {
    this.left = unpackedLimit(options.packed);
  }

  /** Call before the bytes are written or held. */
  take(bytes: number): void {
    const { name, packed, outer } = this.options;
    outer?.take(bytes);
    this.left -= bytes;
    if (this.left < 0) throw unpacksTooFar(name, packed);
  }
}

function unpacksTooFar(name: string, packed: number) {
  const limit = unpackedLimit(packed) / gibibyte;
  return refuseFile({
    code: 'archive-too-large',
    name,
    seen: 'an archive that unpacks to far more than it holds',
    expected: `at most ${limit >= 10 ? Math.round(limit) : Number(limit.toFixed(1))} GiB from an archive of this size`,
    next: 'Upload the file unpacked, or as Parquet.',
  });
}
