import type { Box } from './bounds';

type Point = readonly [number, number];

/** A straight piece of a line, level or upright: `at` its height or place, from one end to the other. */
export type Segment = { at: number; from: number; to: number; owner: { from: string; to: string } };
/** The pieces drawn so far. */
export type Tracks = { across: Segment[]; down: Segment[] };

/** Level lines keep clear of what hangs below a step; upright ones share the narrow gap between two columns. */
const clear = { level: 16, upright: 8 };
const distance = 7;

/** Whether a level or upright piece comes too near a box. */
export function segmentMeets(a: Point, b: Point, box: Box): boolean {
  const margin = a[1] === b[1] ? clear.level : clear.upright;
  return (
    Math.min(a[0], b[0]) < box.x + box.width + clear.upright &&
    Math.max(a[0], b[0]) > box.x - clear.upright &&
    Math.min(a[1], b[1]) < box.y + box.height + margin &&
    Math.max(a[1], b[1]) > box.y - margin
  );
}

/** Whether lines of other ports run there already. What comes from one output, or into one input, runs together. */
export function isCrowded(tracks: readonly Segment[], wanted: Segment): boolean {
  const [from, to] = [Math.min(wanted.from, wanted.to), Math.max(wanted.from, wanted.to)];
  return tracks.some(
    (other) =>
      other.owner.from !== wanted.owner.from &&
      other.owner.to !== wanted.owner.to &&
      Math.abs(other.at - wanted.at) < distance &&
      Math.min(other.from, other.to) < to &&
      Math.max(other.from, other.to) > from,
  );
}

/** Whether a line of the same output runs exactly there, so that one more would not be seen as another. */
export function isShared(tracks: readonly Segment[], { at, owner }: Segment): boolean {
  return tracks.some((other) => other.owner.from === owner.from && other.at === at);
}

export function addSegments(tracks: Tracks, way: readonly Point[], owner: Segment['owner']): void {
  way.forEach(([x, y], index) => {
    const before = way[index - 1];
    if (before === undefined) return;
    if (before[1] === y) tracks.across.push({ at: y, from: before[0], to: x, owner });
    else tracks.down.push({ at: x, from: before[1], to: y, owner });
  });
}
