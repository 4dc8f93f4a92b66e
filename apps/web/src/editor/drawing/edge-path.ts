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
  return ends.toX < ends.fromX + 12 ? turningBack(ends) : curve(ends);
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
function turningBack({ fromX, fromY, toX, toY }: Ends): DrawnPath {
  const right = fromX + 24;
  const left = toX - 24;
  const lane = Math.abs(toY - fromY) > 120 ? (fromY + toY) / 2 : Math.max(fromY, toY) + 84;
  const points = [
    [fromX, fromY],
    [right, fromY],
    [right, lane],
    [left, lane],
    [left, toY],
    [toX, toY],
  ] as const;
  return { d: rounded(points), labelX: (right + left) / 2, labelY: lane };
}

function rounded(points: readonly (readonly [number, number])[]): string {
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
