/** So often a receipt that is not there is asked for, every other second: half a minute. */
const mostAsks = 15;

/** A receipt is recorded a moment after its step is done. Milliseconds until it is asked for again; false when no more. */
export function askAgainIn(found: { split: unknown; folds: unknown } | undefined, asked: number): number | false {
  const awaited = found !== undefined && found.split === null && found.folds === null;
  return awaited && asked < mostAsks ? 2000 : false;
}
