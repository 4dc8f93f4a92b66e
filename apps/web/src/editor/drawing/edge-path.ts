import type { Box } from './bounds';

export type Ends = { fromX: number; fromY: number; toX: number; toY: number };
export type DrawnPath = {
  d: string;
  /** Where the count stands: the middle of the line. */
  labelX: number;
  labelY: number;
};

const corner = 14;
const leastArm = 36;

/** A line from an output (leaves to the right) to an input (enters from the left). */
export function edgePath(ends: Ends): DrawnPath {
  return turnsBack(ends) ? turningBack(ends) : curve(ends);
}

/** Whether the input stands left of the output. */
export function turnsBack(ends: Ends): boolean {
  return ends.toX < ends.fromX + 12;
}

const samples = 32;
const clearance = 4;

/** Whether the curve between two ends runs behind a box; the boxes it ends at are only touched. */
export function curveMeets({ fromX, fromY, toX, toY }: Ends, box: Box): boolean {
  if (box.x + box.width <= fromX || box.x >= toX) return false;
  const arm = Math.max(leastArm, (toX - fromX) / 2);
  for (let index = 1; index < samples; index++) {
    const t = index / samples;
    const x = bezier([fromX, fromX + arm, toX - arm, toX], t);
    const y = bezier([fromY, fromY, toY, toY], t);
    const inside = x > box.x && x < box.x + box.width;
    if (inside && y > box.y - clearance && y < box.y + box.height + clearance) return true;
  }
  return false;
}

function bezier([a, b, c, d]: readonly [number, number, number, number], t: number): number {
  const u = 1 - t;
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
}

/** Horizontal tangents at both ends; control arm half the distance, at least 36. */
function curve({ fromX, fromY, toX, toY }: Ends): DrawnPath {
  const arm = Math.max(leastArm, (toX - fromX) / 2);
  return {
    d: `M${fromX} ${fromY}C${fromX + arm} ${fromY} ${toX - arm} ${toY} ${toX} ${toY}`,
    labelX: (fromX + toX) / 2,
    labelY: (fromY + toY) / 2,
  };
}

/** Out to the right, along a lane between the two, back to the left: right angles with round corners. */
function turningBack(ends: Ends): DrawnPath {
  const points = turningPoints(ends);
  const [, , [right, lane], [left]] = points;
  return { d: roundedPath(points), labelX: (right + left) / 2, labelY: lane };
}

type Point = readonly [number, number];

/** The corners of a line that leads back to the left. */
export function turningPoints({ fromX, fromY, toX, toY }: Ends): [Point, Point, Point, Point, Point, Point] {
  const right = fromX + 24;
  const left = toX - 24;
  const lane = Math.abs(toY - fromY) > 120 ? (fromY + toY) / 2 : Math.max(fromY, toY) + 84;
  return [
    [fromX, fromY],
    [right, fromY],
    [right, lane],
    [left, lane],
    [left, toY],
    [toX, toY],
  ];
}

/** Straight pieces with round corners. */
export function roundedPath(points: readonly (readonly [number, number])[]): string {
  const parts = points.map(([x, y], index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (before === undefined) return `M${x} ${y}`;
    if (after === undefined) return `L${x} ${y}`;
    const reach = Math.min(corner, length(before, [x, y]) / 2, length([x, y], after) / 2);
    const [ax, ay] = towards([x, y], before, reach);
    const [bx, by] = towards([x, y], after, reach);
    return `L${ax} ${ay}Q${x} ${y} ${bx} ${by}`;
  });
  return parts.join('');
}

function length([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  return Math.hypot(bx - ax, by - ay);
}

function towards([x, y]: readonly [number, number], [tx, ty]: readonly [number, number], by: number): [number, number] {
  const total = Math.hypot(tx - x, ty - y) || 1;
  return [x + ((tx - x) / total) * by, y + ((ty - y) / total) * by];
}
