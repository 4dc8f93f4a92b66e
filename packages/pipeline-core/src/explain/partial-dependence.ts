import { sortedQuantile } from '../stats/quantile';
import type { ExplainedColumn } from './columns';

/** A value the column is set to, the row that has it, and how many rows lie nearest to it. */
export type GridPoint = { at: number | string; row: number; rows: number };

export type DependenceCurve = {
  /** Mean answer per grid point, by output. */
  means: number[][];
  /** Answers of single rows along the grid, of the output in focus: one list a row. */
  single: number[][];
};

const GRID_POINTS = 20;
const GRID_LEVELS = 12;

/**
 * Values to set a column to, each taken from a row that has it. Numbers: all values when there are at most 20 of them, else
 * those nearest to 20 even steps from the 1 % to the 99 % quantile. Texts: the 12 most frequent. Empty where nothing varies,
 * and where there are more texts than that and no two rows have the same: none of them stands for others.
 */
export function dependenceGrid(column: ExplainedColumn): GridPoint[] {
  const grid = column.kind === 'number' ? numberGrid(column.values) : levelGrid(column.values);
  return grid.length < 2 ? [] : grid;
}

function numberGrid(values: Float64Array): GridPoint[] {
  const order = Array.from(values.keys()).filter((row) => Number.isFinite(values[row]));
  order.sort((a, b) => values[a]! - values[b]! || a - b);
  const sorted = Float64Array.from(order, (row) => values[row]!);
  const starts = order.flatMap((_, at) => (at === 0 || sorted[at] !== sorted[at - 1] ? [at] : []));
  const chosen = starts.length <= GRID_POINTS ? starts : evenSteps(sorted, starts);
  const points = chosen.map((at) => ({ at: sorted[at]!, row: order[at]!, rows: 0 }));
  let nearest = 0;
  for (const value of sorted) {
    while (nearest + 1 < points.length && points[nearest + 1]!.at - value < value - points[nearest]!.at) nearest++;
    if (points[nearest] !== undefined) points[nearest]!.rows++;
  }
  return points;
}

/** Places of the values nearest to even steps between the outer quantiles, each once. */
function evenSteps(sorted: Float64Array, starts: readonly number[]): number[] {
  const low = sortedQuantile(sorted, 0.01);
  const high = sortedQuantile(sorted, 0.99);
  const chosen = new Set<number>();
  let place = 0;
  for (let step = 0; step < GRID_POINTS; step++) {
    const wanted = low + ((high - low) * step) / (GRID_POINTS - 1);
    const gap = (at: number) => Math.abs(sorted[starts[at]!]! - wanted);
    while (place + 1 < starts.length && gap(place + 1) <= gap(place)) place++;
    chosen.add(starts[place]!);
  }
  return [...chosen];
}

function levelGrid(values: readonly (string | null)[]): GridPoint[] {
  const found = new Map<string, GridPoint>();
  values.forEach((value, row) => {
    if (value === null) return;
    const known = found.get(value);
    if (known === undefined) found.set(value, { at: value, row, rows: 1 });
    else known.rows++;
  });
  const levels = [...found.values()].sort((a, b) => b.rows - a.rows || a.row - b.row);
  return levels.length > GRID_LEVELS && levels[0]?.rows === 1 ? [] : levels.slice(0, GRID_LEVELS);
}

/**
 * Partial dependence (Friedman 2001) and its single rows (individual conditional expectation, Goldstein et al. 2015): the
 * answers when every row has the value of a grid point in one column. `scores` answers for the row whose value all take:
 * rows x outputs, row-major.
 */
export async function partialDependence(options: {
  grid: readonly GridPoint[];
  outputs: number;
  /** Which output single rows show. */
  focus: number;
  /** Which rows are shown by themselves. */
  shown: readonly number[];
  scores: (row: number) => Promise<Float64Array> | Float64Array;
  step?: () => Promise<void> | void;
}): Promise<DependenceCurve> {
  const { grid, outputs, focus, shown, scores, step } = options;
  const means: number[][] = Array.from({ length: outputs }, () => []);
  const single: number[][] = shown.map(() => []);
  for (const { row } of grid) {
    const answers = await scores(row);
    const rows = answers.length / outputs;
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let at = 0; at < rows; at++) sum += answers[at * outputs + output]!;
      means[output]!.push(sum / rows);
    }
    shown.forEach((at, place) => {
      single[place]!.push(answers[at * outputs + focus]!);
    });
    await step?.();
  }
  return { means, single };
}

/** Where the rows of a column lie: at most 40 of its values, at even shares of the rows. Empty for texts. */
export function rugOf(column: ExplainedColumn): number[] {
  if (column.kind !== 'number') return [];
  const sorted = column.values.filter(Number.isFinite).sort();
  if (sorted.length <= 40) return Array.from(sorted);
  return Array.from({ length: 40 }, (_, at) => sorted[Math.floor(((at + 0.5) / 40) * sorted.length)]!);
}
