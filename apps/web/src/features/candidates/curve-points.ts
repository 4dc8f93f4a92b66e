type Point = { x: number; y: number };

export function curvePoints(xs: readonly number[], ys: readonly number[]): Point[] {
  return xs.map((x, index) => ({ x, y: ys[index] ?? 0 }));
}

/**
 * Precision over recall as it is drawn: from the first row that was found. Before it precision is 1 by definition and 0
 * as soon as the highest score is a false alarm, which would draw a wall along the left edge.
 */
export function recallPoints(curve: { recall: readonly number[]; precision: readonly number[] }): Point[] {
  return curvePoints(curve.recall, curve.precision).filter(({ x }) => x > 0);
}
