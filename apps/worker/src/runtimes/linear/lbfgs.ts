/** A smooth function: returns its value at `point` and writes its gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export type MinimiseResult = { point: Float64Array; value: number; iterations: number; converged: boolean };

/** All that the next iteration depends on: begun from it, the minimum is reached along the same points. */
export type MinimiseState = {
  iteration: number;
  point: Float64Array;
  gradient: Float64Array;
  value: number;
  /** Steps and changes of the gradient that the curvature is learned from, the oldest first. */
  history: readonly Pair[];
};

const MEMORY = 10;
const SUFFICIENT = 1e-4;

/**
 * L-BFGS (Nocedal and Wright, algorithm 7.5) with backtracking; where `l1` is not 0 it is OWL-QN (Andrew and Gao 2007),
 * which minimises objective + sum l1_i |x_i|: steps stay in one orthant and coefficients become exactly 0.
 * Ends when no entry of the (pseudo-)gradient exceeds `tolerance`.
 */
export async function minimise(options: {
  objective: Objective;
  start: Float64Array;
  l1: Float64Array | null;
  maxIterations: number;
  tolerance: number;
  pause(): Promise<void>;
  /** Goes on from here instead of `start`. */
  from?: MinimiseState | null;
  /** Called between two iterations; what is given is only valid until it resolves. */
  keep?(state: MinimiseState): Promise<void>;
  /** Asked after each iteration: true ends with the point reached. */
  enough?(): boolean;
  report?(iteration: number, value: number): void;
}): Promise<MinimiseResult> {
  const { objective, l1, maxIterations, tolerance, pause, enough, report } = options;
  const size = options.start.length;
  const { from = null } = options;
  let point: Float64Array = from?.point ?? options.start.slice();
  let gradient: Float64Array = from?.gradient ?? new Float64Array(size);
  let value = from?.value ?? objective(point, gradient) + penalty(point, l1);
  const history: Pair[] = [...(from?.history ?? [])];
  for (let iteration = from?.iteration ?? 0; iteration < maxIterations; iteration++) {
    await pause();
    await options.keep?.({ iteration, point, gradient, value, history });
    const pseudo = pseudoGradient(point, gradient, l1);
    if (largest(pseudo) <= tolerance) return { point, value, iterations: iteration, converged: true };
    const direction = descentDirection(history, pseudo, l1 !== null);
    const next = lineSearch({ objective, point, value, pseudo, direction, l1, first: history.length === 0 });
    if (next === null) {
      // The approximation has gone stale: start it anew once, then accept that rounding allows no further step.
      if (history.length === 0) return { point, value, iterations: iteration, converged: false };
      history.length = 0;
      continue;
    }
    remember(history, { from: point, to: next.point, gradient, nextGradient: next.gradient });
    ({ point, gradient, value } = next);
    report?.(iteration + 1, value);
    if (enough?.() === true) return { point, value, iterations: iteration + 1, converged: false };
  }
  return { point, value, iterations: maxIterations, converged: false };
}

export type Pair = { step: Float64Array; change: Float64Array; curvature: number };

function remember(
  history: Pair[],
  move: { from: Float64Array; to: Float64Array; gradient: Float64Array; nextGradient: Float64Array },
): void {
  const step = move.to.map((value, i) => value - move.from[i]!);
  const change = move.nextGradient.map((value, i) => value - move.gradient[i]!);
  const curvature = dot(step, change);
  if (curvature <= 1e-12 * dot(change, change)) return;
  history.push({ step, change, curvature });
  if (history.length > MEMORY) history.shift();
}

/** Two-loop recursion on minus the (pseudo-)gradient; with L1, entries that would go uphill are dropped. */
function descentDirection(history: readonly Pair[], pseudo: Float64Array, projected: boolean): Float64Array {
  const direction = pseudo.map((value) => -value);
  const factors: number[] = [];
  for (let k = history.length - 1; k >= 0; k--) {
    const { step, change, curvature } = history[k]!;
    const factor = dot(step, direction) / curvature;
    factors[k] = factor;
    addScaled(direction, change, -factor);
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (let k = 0; k < history.length; k++) {
    const { step, change, curvature } = history[k]!;
    addScaled(direction, step, factors[k]! - dot(change, direction) / curvature);
  }
  if (projected) for (let i = 0; i < direction.length; i++) if (direction[i]! * pseudo[i]! >= 0) direction[i] = 0;
  return direction;
}

type SearchInput = {
  objective: Objective;
  point: Float64Array;
  value: number;
  pseudo: Float64Array;
  direction: Float64Array;
  l1: Float64Array | null;
  first: boolean;
};

/** Halves the step until the value falls enough; null when even tiny steps do not help. */
function lineSearch(input: SearchInput): { point: Float64Array; gradient: Float64Array; value: number } | null {
  const { objective, point, value, pseudo, direction, l1, first } = input;
  if (dot(direction, pseudo) >= 0) return null;
  let length = first ? 1 / Math.max(1, Math.sqrt(dot(direction, direction))) : 1;
  const gradient = new Float64Array(point.length);
  for (let attempt = 0; attempt < 40; attempt++) {
    const next = stepTo({ point, direction, length, pseudo, l1 });
    const nextValue = objective(next, gradient) + penalty(next, l1);
    let expected = 0;
    for (let i = 0; i < point.length; i++) expected += pseudo[i]! * (next[i]! - point[i]!);
    if (nextValue <= value + SUFFICIENT * expected && Number.isFinite(nextValue))
      return { point: next, gradient, value: nextValue };
    length /= 2;
  }
  return null;
}

/** The point a step away; with L1, coordinates that would cross 0 stop there. */
function stepTo(input: {
  point: Float64Array;
  direction: Float64Array;
  length: number;
  pseudo: Float64Array;
  l1: Float64Array | null;
}): Float64Array {
  const { point, direction, length, pseudo, l1 } = input;
  return point.map((value, i) => {
    const moved = value + length * direction[i]!;
    if (l1 === null || l1[i] === 0) return moved;
    const orthant = value !== 0 ? Math.sign(value) : -Math.sign(pseudo[i]!);
    return Math.sign(moved) === orthant ? moved : 0;
  });
}

/** Gradient of the penalised function; at 0 the one-sided derivative that leads downhill, or 0. */
function pseudoGradient(point: Float64Array, gradient: Float64Array, l1: Float64Array | null): Float64Array {
  if (l1 === null) return gradient;
  return gradient.map((value, i) => {
    const weight = l1[i]!;
    if (point[i] !== 0) return value + weight * Math.sign(point[i]!);
    if (value + weight < 0) return value + weight;
    return Math.max(value - weight, 0);
  });
}

function penalty(point: Float64Array, l1: Float64Array | null): number {
  if (l1 === null) return 0;
  let sum = 0;
  for (let i = 0; i < point.length; i++) sum += l1[i]! * Math.abs(point[i]!);
  return sum;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * values[i]!;
}
