/** A thing with two figures; `ways` says which of both is better. */
export type TwoFigures = { id: string; x: number; y: number };
export type Way = 'higher' | 'lower';

/**
 * The Pareto front: those that nothing beats, i.e. no other is at least as good by both figures and better by one. Equal
 * ones are all on it. Sorted by x, best first.
 */
export function paretoFront(points: readonly TwoFigures[], ways: { x: Way; y: Way }): string[] {
  const better = (a: number, b: number, way: Way) => (way === 'higher' ? a - b : b - a);
  const sorted = [...points].sort((a, b) => better(b.x, a.x, ways.x) || better(b.y, a.y, ways.y));
  const front: TwoFigures[] = [];
  for (const point of sorted) {
    const last = front.at(-1);
    if (last === undefined || better(point.y, last.y, ways.y) > 0 || (point.x === last.x && point.y === last.y))
      front.push(point);
  }
  return front.map(({ id }) => id);
}
