export type NelderMeadResult = { point: Float64Array; value: number; iterations: number };

/**
 * Minimises a function of a few numbers without its gradient: the simplex of Nelder and Mead (1965) with the usual
 * factors 1, 2, 1/2, 1/2. Values that are not finite count as worse than all. Ends when the simplex is flat.
 */
export function nelderMead(options: {
  objective(point: Float64Array): number;
  start: ArrayLike<number>;
  /** How far the first corners lie from the start, by coordinate. */
  steps: ArrayLike<number>;
  maxIterations: number;
  tolerance: number;
}): NelderMeadResult {
  const { start, steps, maxIterations, tolerance } = options;
  const objective = (point: Float64Array) => {
    const value = options.objective(point);
    return Number.isFinite(value) ? value : Number.MAX_VALUE;
  };
  const size = start.length;
  const corners = Array.from({ length: size + 1 }, (_, corner) => {
    const point = Float64Array.from(start);
    if (corner > 0) point[corner - 1]! += steps[corner - 1]!;
    return { point, value: objective(point) };
  });
  let iterations = 0;
  for (; iterations < maxIterations; iterations++) {
    corners.sort((a, b) => a.value - b.value);
    const best = corners[0]!;
    const worst = corners[size]!;
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance)) break;
    const centre = centreOf(corners.slice(0, size).map(({ point }) => point));
    const along = (factor: number) => {
      const point = centre.map((value, at) => value + factor * (worst.point[at]! - value));
      return { point, value: objective(point) };
    };
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      corners[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < corners[size - 1]!.value) {
      corners[size] = reflected;
    } else {
      const inner = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (inner.value < Math.min(reflected.value, worst.value)) corners[size] = inner;
      else shrink(corners, objective);
    }
  }
  corners.sort((a, b) => a.value - b.value);
  return { point: corners[0]!.point, value: corners[0]!.value, iterations };
}

type Corner = { point: Float64Array; value: number };

function centreOf(points: readonly Float64Array[]): Float64Array {
  const centre = new Float64Array(points[0]?.length ?? 0);
  for (const point of points) for (let at = 0; at < centre.length; at++) centre[at]! += point[at]! / points.length;
  return centre;
}

function shrink(corners: Corner[], objective: (point: Float64Array) => number): void {
  const best = corners[0]!.point;
  for (let corner = 1; corner < corners.length; corner++) {
    const point = corners[corner]!.point.map((value, at) => (value + best[at]!) / 2);
    corners[corner] = { point, value: objective(point) };
  }
}
