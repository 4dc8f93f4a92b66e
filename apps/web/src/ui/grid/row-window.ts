export const gridRowHeight = 28;

/** Browsers clamp the height of an element near 16 to 33 million px; above this cap scrolling is scaled. */
export const spacerCap = 15_000_000;

export type ScrollScale = {
  /** Height all rows would have, px. */
  fullHeight: number;
  /** Height of the element that makes the scroll bar, px. */
  spacerHeight: number;
  /** Logical px per px of the scroll bar; 1 unless the cap is reached. */
  ratio: number;
};

/** How the scroll bar maps to rows. `viewport` is the height rows are seen through, px. */
export function scrollScale(rowCount: number, viewport: number, rowHeight = gridRowHeight): ScrollScale {
  const fullHeight = rowCount * rowHeight;
  const spacerHeight = Math.min(fullHeight, spacerCap);
  const room = Math.max(spacerHeight - viewport, 1);
  return { fullHeight, spacerHeight, ratio: Math.max(1, (fullHeight - viewport) / room) };
}

/** The rows to draw at a logical offset: first inclusive, end exclusive, with `overscan` more on both sides. */
export function visibleRows(options: { top: number; viewport: number; rowCount: number; overscan?: number }) {
  const { top, viewport, rowCount, overscan = 6 } = options;
  const first = Math.max(0, Math.floor(top / gridRowHeight) - overscan);
  const end = Math.min(rowCount, Math.ceil((top + viewport) / gridRowHeight) + overscan);
  return { first: Math.min(first, rowCount), end: Math.max(end, 0) };
}

/** The logical offset nearest to `top` at which the row is wholly seen. */
export function offsetShowing(options: { row: number; top: number; viewport: number }): number {
  const { row, top, viewport } = options;
  const start = row * gridRowHeight;
  if (start < top) return start;
  const end = start + gridRowHeight;
  return end > top + viewport ? end - viewport : top;
}
