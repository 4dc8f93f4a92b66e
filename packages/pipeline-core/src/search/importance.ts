import { createRandom, hashSeed } from '../seeded-random';
import { growForest, mean } from './small-forest';
import type { Dimension, SearchSpace, SettingValue } from './space';
import { bestFirst, lossOf, type Question, type Trial } from './trial';
import { isScale, unitOf } from './units';

/** Fewer trials say nothing of what matters. */
const leastTrials = 10;
/** Values of a setting that are compared, and trials over which each is averaged. */
const mostValues = 16;
const mostOthers = 64;
/** A spread below it is one of rounding. */
const rounding = 1e-12;
/** Stands for a setting that a trial did not have. */
const notThere = -1;

/**
 * How much of what trials differ by comes from each setting alone, whatever the others are (the main effects of fANOVA,
 * Hutter et al. 2014, on a small forest). The shares sum to 1, the largest first; all are 0 where all trials came out the
 * same, and there are none while there are too few trials. It is told from the order of the trials, so that one that went
 * wrong by far does not hide the rest.
 */
export function settingImportance({
  space,
  history,
  goal,
  seed,
}: Pick<Question, 'space' | 'history' | 'goal' | 'seed'>): { name: string; share: number }[] {
  const measured = bestFirst(history, goal).filter((trial) => Number.isFinite(lossOf(trial, goal)));
  const names = Object.keys(space);
  if (measured.length < leastTrials || names.length === 0) return [];
  const rows = measured.map(({ params }) => rowOf(space, params));
  const targets = ranks(measured.map((trial) => lossOf(trial, goal)));
  const expect = growForest({ rows, targets }, createRandom(hashSeed('importance', seed)));
  const spreads = names.map((_name, column) => spreadOf(rows, column, expect));
  const total = spreads.reduce((sum, spread) => sum + spread, 0);
  return names
    .map((name, at) => ({ name, share: total < rounding ? 0 : (spreads[at] ?? 0) / total }))
    .sort((a, b) => b.share - a.share);
}

/** A trial as numbers, one for each dimension. */
function rowOf(space: SearchSpace, params: Trial['params']): number[] {
  return Object.entries(space).map(([name, dimension]) => numberOf(dimension, params[name]));
}

function numberOf(dimension: Dimension, value: SettingValue | undefined): number {
  if (value === undefined) return notThere;
  if (isScale(dimension)) return typeof value === 'number' ? unitOf(dimension, value) : notThere;
  return dimension.choice.indexOf(value);
}

/** Places of ascending losses between 0 and 1; equal ones share the middle of theirs. */
function ranks(ascending: readonly number[]): number[] {
  return ascending.map((loss) => {
    const first = ascending.indexOf(loss);
    const last = ascending.lastIndexOf(loss);
    return (first + last) / 2 / ascending.length;
  });
}

/** Variance of what is expected over the values of one column, among the trials that had it. */
function spreadOf(
  rows: readonly (readonly number[])[],
  column: number,
  expect: (row: readonly number[]) => number,
): number {
  const having = rows.filter((row) => row[column] !== notThere);
  if (having.length === 0) return 0;
  const values = evenly(
    [...new Set(having.map((row) => row[column]!))].sort((a, b) => a - b),
    mostValues,
  );
  const others = evenly(having, mostOthers);
  const expected = values.map((value) => mean(others.map((row) => expect(row.with(column, value)))));
  const middle = mean(expected);
  return mean(expected.map((one) => (one - middle) ** 2)) * (having.length / rows.length);
}

/** At most so many of a list, spread over all of it. */
function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)]!);
}
