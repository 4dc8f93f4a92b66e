/** Height of a row of the list, px. */
export const runRowHeight = 34;
/** Rows fetched in one piece. */
export const pieceSize = 100;
/** Rows drawn above and below what is seen. */
const overscan = 8;

/** The rows to draw where `top` px are scrolled away and `height` px are seen: first inclusive, end exclusive. */
export function rowsInView(o: { top: number; height: number; count: number }): { first: number; end: number } {
  const end = Math.min(o.count, Math.ceil((o.top + o.height) / runRowHeight) + overscan);
  const first = Math.max(0, Math.min(Math.floor(o.top / runRowHeight) - overscan, end));
  return { first, end };
}

/** The pieces of a list that hold these rows, by their ids. */
export function piecesOf(ids: readonly string[], { first, end }: { first: number; end: number }): string[][] {
  if (end <= first) return [];
  const from = Math.floor(first / pieceSize);
  const to = Math.floor((end - 1) / pieceSize);
  return Array.from({ length: to - from + 1 }, (_, at) =>
    ids.slice((from + at) * pieceSize, (from + at + 1) * pieceSize),
  );
}
