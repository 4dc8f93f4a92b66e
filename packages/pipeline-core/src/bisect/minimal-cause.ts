import type { Asking } from './split-loss';
import type { Share } from './verdict';

/** The loss of a hybrid, asked or known; null where it came to no value. */
export type Ask = (on: readonly string[]) => Asking<number | null>;

type Bar = {
  ask: Ask;
  /** A loss above this is over the bar. */
  bar: number;
};

const idsOf = (causes: readonly Share[]) => causes.flatMap(({ ids }) => ids);

/**
 * Differences that do little by themselves but without which the causes do not push a good run over the bar (as QuickXplain finds
 * them, Junker 2004): of the others the shortest beginning is sought, by halving, with which they do; its last one is needed. Again,
 * until the causes and those found do. None where not even all others help.
 */
export function* companions(o: Bar & { causes: readonly Share[]; others: readonly string[] }): Asking<string[]> {
  const found: string[] = [];
  let { others } = o;
  while (!(yield* isOver(o, [...idsOf(o.causes), ...found]))) {
    if (others.length === 0 || !(yield* isOver(o, [...idsOf(o.causes), ...found, ...others]))) return [];
    let [low, high] = [0, others.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (yield* isOver(o, [...idsOf(o.causes), ...found, ...others.slice(0, middle)])) high = middle;
      else low = middle;
    }
    found.push(...others.slice(high - 1, high));
    others = others.slice(0, high - 1);
  }
  return found;
}

/**
 * The fewest causes that alone push a good run over the bar (the last stage of delta debugging, Zeller and Hildebrandt 2002):
 * 1. All of them do, or the answer is null.
 * 2. One after the other, the smallest first, is left out; where the rest still does, it stays out.
 * What remains is minimal: without any one of it the run is good again, as long as causes only add up.
 */
export function* minimalCause(o: Bar & { causes: readonly Share[] }): Asking<string[] | null> {
  let left = [...o.causes];
  if (!(yield* isOver(o, idsOf(left)))) return null;
  for (const cause of o.causes.toReversed()) {
    const without = left.filter((one) => one !== cause);
    if (yield* isOver(o, idsOf(without))) left = without;
  }
  return idsOf(left);
}

function* isOver({ ask, bar }: Bar, on: readonly string[]): Asking<boolean> {
  if (on.length === 0) return false;
  const loss = yield* ask(on);
  return loss !== null && loss > bar;
}
