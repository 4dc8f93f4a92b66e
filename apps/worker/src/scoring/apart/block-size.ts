import { type AskedRow, sharedClock } from './protocol';

/** Of the time that is left for a row: so much of it may be spent on the rows that are made together with it. */
const shareOfRest = 0.5;
/** However much that is: a process that says nothing for `hangMs` (own-process.ts) is taken to hang. */
const longestMs = 2_500;

export type BlockSize = {
  /** How many of these rows may be made together now; 1 at least. */
  next(rows: readonly AskedRow[]): number;
  /** A block of so many rows took so long. */
  took(ms: number, rows: number): void;
};

/**
 * How many rows a model is asked at once: as many as are sure to be made in half of the time of the row that has least left,
 * and twice as many as the time before at most, since how long more of them take is only known afterwards.
 */
export function createBlockSize(now: () => number = sharedClock): BlockSize {
  let last = 1;
  let rowMs = 0;
  return {
    next(rows) {
      const size = Math.min(rows.length, 2 * last);
      const until = Math.min(...rows.slice(0, size).map((row) => row.until ?? Number.POSITIVE_INFINITY));
      const fits = rowMs === 0 ? size : Math.floor(Math.min(longestMs, (until - now()) * shareOfRest) / rowMs);
      return Math.max(1, Math.min(size, fits));
    },
    took(ms, rows) {
      rowMs = ms / rows;
      last = rows;
    },
  };
}
