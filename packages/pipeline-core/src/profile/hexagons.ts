/** Hexagons across the width of a picture. */
export const hexColumns = 36;
/** The picture is this much lower than wide. */
const aspect = 0.6;

/**
 * Counts points in hexagons. Points are shares of both axes (0 to 1); centres come back as such. The hexagons are
 * regular where the picture is drawn 1 wide and 0.6 high.
 */
export function hexagonCounts(points: Iterable<readonly [number, number]>): [number, number, number][] {
  const width = 1 / hexColumns;
  const height = (width * Math.sqrt(3)) / 2 / aspect;
  const counts = new Map<string, [number, number, number]>();
  for (const [x, y] of points) {
    // The nearest centre is in the nearest row or the one beside it.
    const near = Math.round(y / height);
    let best: { row: number; column: number; distance: number } | null = null;
    for (const row of [near - 1, near, near + 1]) {
      const shift = Math.abs(row) % 2 === 1 ? 0.5 : 0;
      const column = Math.round(x / width - shift);
      const distance = (x - (column + shift) * width) ** 2 + ((y - row * height) * aspect) ** 2;
      if (best === null || distance < best.distance) best = { row, column, distance };
    }
    if (best === null) continue;
    const key = `${best.row} ${best.column}`;
    const cell = counts.get(key);
    if (cell !== undefined) cell[2] += 1;
    else {
      const shift = Math.abs(best.row) % 2 === 1 ? 0.5 : 0;
      counts.set(key, [(best.column + shift) * width, best.row * height, 1]);
    }
  }
  return [...counts.values()].sort((a, b) => a[2] - b[2]);
}
