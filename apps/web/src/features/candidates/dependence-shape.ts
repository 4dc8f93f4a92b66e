import type { Dependence } from '@millrace/pipeline-core/explain';

/** A curve over numbers in a square of 1,000 by 1,000, y downwards. */
export type DependenceShape = {
  x: readonly [number, number];
  y: readonly [number, number];
  /** The mean of the first output, and single rows: points of a polyline. */
  mean: string;
  single: string[];
  /** Where few rows lie, as stretches of x. */
  sparse: { from: number; to: number }[];
  /** Where the rows lie. */
  rug: number[];
};

const side = 1000;
/** Fewer rows than this, or than 1 % of all, near a point: the model guesses there. */
const fewRows = 5;

export function dependenceShape(curve: Dependence): DependenceShape {
  const xs = curve.points.map(({ at }) => Number(at));
  const means = curve.outputs[0]?.means ?? [];
  const x = rangeOf(xs);
  const y = rangeOf([...means, ...curve.single.flat()]);
  const across = (value: number) => ((value - x[0]) / (x[1] - x[0] || 1)) * side;
  const down = (value: number) => side - ((value - y[0]) / (y[1] - y[0] || 1)) * side;
  const line = (values: readonly number[]) =>
    values.map((value, at) => `${toTenth(across(xs[at] ?? 0))},${toTenth(down(value))}`).join(' ');
  return {
    x,
    y,
    mean: line(means),
    single: curve.single.map(line),
    sparse: sparseStretches(curve).map(({ from, to }) => ({ from: across(from), to: across(to) })),
    rug: curve.rug.map(across).filter((at) => at >= 0 && at <= side),
  };
}

/** Stretches around points with few rows, each to the middle between it and its neighbours; those that touch are one. */
export function sparseStretches({ points }: Pick<Dependence, 'points'>): { from: number; to: number }[] {
  const total = points.reduce((sum, { rows }) => sum + rows, 0);
  const few = Math.max(fewRows, total / 100);
  const xs = points.map(({ at }) => Number(at));
  const middle = (a: number, b: number) => ((xs[a] ?? 0) + (xs[b] ?? 0)) / 2;
  const stretches: { from: number; to: number }[] = [];
  points.forEach(({ rows }, at) => {
    if (rows >= few) return;
    const from = at === 0 ? (xs[0] ?? 0) : middle(at - 1, at);
    const to = at === points.length - 1 ? (xs[at] ?? 0) : middle(at, at + 1);
    const last = stretches.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else stretches.push({ from, to });
  });
  return stretches;
}

function rangeOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function toTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
