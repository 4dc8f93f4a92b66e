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
export function piecesOf(ids: readonly string[], spans: readonly { first: number; end: number }[]): string[][] {
  const wanted = new Set<number>();
  for (const { first, end } of spans)
    for (let piece = Math.floor(first / pieceSize); piece * pieceSize < end && first < end; piece++) wanted.add(piece);
  return [...wanted].sort((a, b) => a - b).map((piece) => ids.slice(piece * pieceSize, (piece + 1) * pieceSize));
}
