import { createRandom, hashSeed } from '../seeded-random';
import { isActive, keyOf } from './choose';
import type { Dimension, SettingValue } from './space';
import { type Method, nextNumber, type Proposal, type Question, type Settings } from './trial';
import { isScale, valueAt } from './units';

/** A grid of more points is cut: nobody waits for its end. */
export const mostGridPoints = 100_000;

/** The next points of a grid, in an order of chance: a search that ends early has seen all of the space, not a corner. */
export function proposeGrid(question: Question<Extract<Method, { method: 'grid' }>>): Proposal[] {
  const { history, count, seed, method } = question;
  const points = gridPoints(question, method.levels);
  const seen = new Set(history.map(({ params }) => keyOf(params)));
  const open = createRandom(hashSeed('grid', seed))
    .shuffle(points)
    .filter((params) => !seen.has(keyOf(params)));
  const first = nextNumber(history);
  return open.slice(0, count).map((params, at) => ({ number: first + at, params }));
}

/** All points of a grid, with so many levels of each scale. */
export function gridPoints(
  { space, base }: Pick<Question, 'space' | 'base'>,
  levels: number,
  most = mostGridPoints,
): Settings[] {
  let points: Settings[] = [{}];
  for (const [name, dimension] of Object.entries(space)) {
    const values = gridValues(dimension, levels);
    const longer: Settings[] = [];
    for (const point of points) {
      if (longer.length >= most) break;
      if (isActive(dimension, point, base)) longer.push(...values.map((value) => ({ ...point, [name]: value })));
      else longer.push(point);
    }
    points = longer;
  }
  return points.slice(0, most);
}

/** Values of a dimension: each choice, each whole number where they are few, else so many levels from end to end. */
export function gridValues(dimension: Dimension, levels: number): SettingValue[] {
  if (!isScale(dimension)) return [...new Set(dimension.choice)];
  if ('int' in dimension) {
    const [from, to] = dimension.int;
    if (to - from < levels) return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  }
  return [...new Set(Array.from({ length: levels }, (_, at) => valueAt(dimension, at / (levels - 1))))];
}
