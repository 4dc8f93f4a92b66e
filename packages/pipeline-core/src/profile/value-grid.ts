import { histogramEnds } from './histogram-ends';

/** Fewer bars lose the shape of a column, more are too narrow to be looked at. */
const bars = { fewest: 16, wanted: 30, most: 40 } as const;
/** With no more places than these, minutes of an hour among them, each has a bar of its own. */
const mostAlone = 60;
/** Values rounded to a few digits lie this share of a step off their place at most. */
const tolerance = 0.08;
/** The smallest distance may be a few steps, where no two neighbours occur: 0, 2 and 5. */
const mostParts = 5;

/** Places of which fewer than this share have a value are bare: one bar each would be a comb. */
const bare = { share: 0.7, from: 20, fewest: 5 } as const;

/**
 * Equally spaced places from `first` to `last` on which all values lie, those two among them; `used`: how many of them
 * have a value, where that is known.
 */
export type ValueGrid = { first: number; last: number; step: number; used?: number | undefined };

/** The step of a grid that all values lie on; null where there is none. `values` are different and ascending. */
export function valueStep(values: readonly number[]): number | null {
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined || !(last > first) || !Number.isFinite(last - first)) return null;
  const smallest = Math.min(...values.slice(1).map((value, at) => value - (values[at] ?? 0)));
  for (let parts = 1; parts <= mostParts; parts += 1) {
    const steps = Math.round(((last - first) / smallest) * parts);
    const step = (last - first) / steps;
    // Off places would add up over more steps than the rounding of values allows for.
    if (values.every((value) => Math.abs((value - first) / step - Math.round((value - first) / step)) <= tolerance))
      return step;
  }
  return null;
}

type Ends = { low: number; high: number; min: number; max: number };

/**
 * The whole grid where each place has a bar of its own; else without what lies far out, from a place to a place. `used` is
 * how many different values there are in all.
 */
export function shownGrid(ends: Ends, { step, used }: { step: number; used?: number | undefined }): ValueGrid {
  const { min, max } = ends;
  const whole = { first: min, last: max, step, used };
  if (placesOf(whole) <= mostAlone) return whole;
  const [from, to] = histogramEnds(ends);
  const place = (value: number, round: (places: number) => number) => min + round((value - min) / step) * step;
  return { first: place(from, Math.floor), last: Math.min(max, place(to, Math.ceil)), step, used };
}

/** Places of a grid. */
export function placesOf({ first, last, step }: ValueGrid): number {
  return Math.round((last - first) / step) + 1;
}

/**
 * Limits of bars that hold equally many places each, half a step beside them, so that no value lies on a limit and no
 * bar is empty or full because of where the limits fall. The last bar may hold fewer: as few fewer as 16 to 40 bars allow.
 */
export function gridEdges(grid: ValueGrid): number[] {
  const { first, last, step } = grid;
  const places = placesOf(grid);
  const each = isBare(grid) ? placesPerTwo(grid) : places <= mostAlone ? 1 : placesPerBar(places);
  const edges = Array.from({ length: Math.ceil(places / each) }, (_, at) => first + (at * each - 0.5) * step);
  return [...edges, last + step / 2];
}

function isBare(grid: ValueGrid): boolean {
  const places = placesOf(grid);
  return grid.used !== undefined && places > bare.from && places <= mostAlone && grid.used < places * bare.share;
}

/** So many that a bar has two values on the average: speeds in knots written as kilometres leave every other place bare. */
function placesPerTwo(grid: ValueGrid): number {
  const places = placesOf(grid);
  const each = Math.ceil((2 * places) / Math.max(1, grid.used ?? places));
  return Math.min(each, Math.floor(places / bare.fewest));
}

function placesPerBar(places: number): number {
  const choices = Array.from({ length: bars.most - bars.fewest + 1 }, (_, at) => {
    const each = Math.ceil(places / (bars.fewest + at));
    const count = Math.ceil(places / each);
    return { each, cost: (count * each - places) / each + Math.abs(count - bars.wanted) / 100 };
  });
  return choices.reduce((best, choice) => (choice.cost < best.cost ? choice : best)).each;
}

/** The smallest and the largest value that bars can hold: half a step within their limits where they lie on a grid. */
export function histogramRange(histogram: {
  edges: readonly number[];
  step?: number | undefined;
}): readonly [number, number] {
  const half = (histogram.step ?? 0) / 2;
  return [(histogram.edges[0] ?? 0) + half, (histogram.edges.at(-1) ?? 0) - half];
}

/** Rows of each bar, and those beyond the first and the last limit. */
export function countInBars(
  values: readonly { value: number; count: number }[],
  edges: readonly number[],
): { counts: number[]; outside: number } {
  const counts = new Array<number>(Math.max(1, edges.length - 1)).fill(0);
  let outside = 0;
  for (const { value, count } of values) {
    const next = edges.findIndex((edge) => edge > value);
    const bar = next === -1 && value === edges.at(-1) ? counts.length - 1 : next - 1;
    if (bar >= 0) counts[bar] = (counts[bar] ?? 0) + count;
    else outside += count;
  }
  return { counts, outside };
}
