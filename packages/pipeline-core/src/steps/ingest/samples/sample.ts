import type { Column } from '../../../schema/table-schema';
import type { SeededRandom } from '../../../seeded-random';

export type SampleCell = string | number | boolean | null | readonly number[];

/** A table that ships with the product. `row` draws from `random` only and gives cells in the order of `columns`. */
export type Sample = {
  title: string;
  target: string;
  columns: readonly Column[];
  row(random: SeededRandom, index: number): SampleCell[];
};

/** `value`, or null with this probability. Always draws once, so that later cells do not depend on it. */
export function maybeMissing<T>(random: SeededRandom, probability: number, value: T): T | null {
  return random.next() < probability ? null : value;
}

/** One of the weighted choices. */
export function pick<T>(random: SeededRandom, choices: readonly (readonly [T, number])[]): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.next() * total;
  for (const [value, weight] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new RangeError('pick: got no choices, expected at least one');
  return last[0];
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

export function roundTo(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
