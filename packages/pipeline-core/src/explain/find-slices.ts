import type { ExplainedColumn } from './columns';
import { falseDiscovery } from './false-discovery';
import { type CutColumn, cutColumn, type SegmentTerm } from './segments';
import { type Sums, welch, welchP, without } from './welch';

export type Slice = {
  /** One or two conditions. */
  terms: SegmentTerm[];
  rows: number;
  /** Mean loss of its rows, and how much more that is than of all others, with its 95 % interval. */
  loss: number;
  gap: number;
  interval: [number, number];
  /** Adjusted for all groups that were looked at: at most this share of what is below it is found by chance. */
  p: number;
  /** Too unlikely by chance alone. */
  sure: boolean;
};

export type FoundSlices = {
  /** Sure ones, the largest gap first; then a few that chance may explain, the least likely first. */
  slices: Slice[];
  /** Groups with enough rows that were compared with the others. */
  tested: number;
  /** Mean loss of all rows. */
  loss: number;
};

export type SliceSettings = {
  /** Groups with fewer rows are not looked at, nor those that leave fewer. */
  minRows: number;
  /** Share of findings that may be false. */
  level?: number;
  /** Pairs are made of the first so many columns. */
  pairColumns?: number;
};

const MOST_SURE = 20;
const MOST_UNSURE = 5;

/** A group that was compared. `worst` is the largest p of its comparisons. */
type Tested = { terms: SegmentTerm[]; sums: Sums; worst: number };

/**
 * Groups of rows, by one column and by two, on which a model errs more than on all other rows. Each is compared with the
 * others by Welch's test; a pair also with the rest of each of its two columns' groups, so that it is named only where it is
 * worse than either alone. What is named holds the share of false findings over all that was tested (Benjamini-Hochberg).
 * `losses` is one number a row, larger is worse; columns come in the order of interest.
 */
export function findSlices(
  options: { columns: readonly ExplainedColumn[]; losses: Float64Array } & SliceSettings,
): FoundSlices {
  const { losses, minRows, level = 0.05, pairColumns = 12 } = options;
  const cuts = options.columns.flatMap((column) => cutColumn(column) ?? []);
  const all = sumsOf(losses);
  const enough = (sums: Sums) => sums.rows >= minRows && all.rows - sums.rows >= minRows;
  const tested = [
    ...cuts.flatMap((cut) => testSingles(cut, { losses, all, enough })),
    ...pairsOf(cuts.slice(0, pairColumns)).flatMap((pair) => testPairs(pair, { losses, all, enough })),
  ];
  const adjusted = falseDiscovery(tested.map(({ worst }) => worst));
  const judged = tested.map(({ terms, sums }, at): Slice => {
    const against = welch(sums, without(all, sums));
    const p = adjusted[at]!;
    return {
      terms,
      rows: sums.rows,
      loss: sums.sum / sums.rows,
      gap: against?.gap ?? 0,
      interval: against?.interval ?? [0, 0],
      p,
      sure: p <= level,
    };
  });
  const sure = judged.filter((slice) => slice.sure).sort((a, b) => b.gap - a.gap);
  const unsure = judged.filter((slice) => !slice.sure && slice.gap > 0).sort((a, b) => a.p - b.p || b.gap - a.gap);
  return {
    slices: [...sure.slice(0, MOST_SURE), ...unsure.slice(0, MOST_UNSURE)],
    tested: tested.length,
    loss: all.rows === 0 ? 0 : all.sum / all.rows,
  };
}

type Context = { losses: Float64Array; all: Sums; enough: (sums: Sums) => boolean };

function testSingles(cut: CutColumn, { losses, all, enough }: Context): Tested[] {
  return groupSums(cut.codes, cut.terms.length, losses).flatMap((sums, group) => {
    if (!enough(sums)) return [];
    return [{ terms: [cut.terms[group]!], sums, worst: welchP(sums, without(all, sums)) ?? 1 }];
  });
}

function testPairs([a, b]: readonly [CutColumn, CutColumn], { losses, all, enough }: Context): Tested[] {
  const width = b.terms.length;
  const codes = Int16Array.from(a.codes, (code, row) =>
    code < 0 || b.codes[row]! < 0 ? -1 : code * width + b.codes[row]!,
  );
  const [ofA, ofB] = [groupSums(a.codes, a.terms.length, losses), groupSums(b.codes, width, losses)];
  return groupSums(codes, a.terms.length * width, losses).flatMap((sums, group) => {
    if (!enough(sums)) return [];
    const [first, second] = [Math.floor(group / width), group % width];
    const others = [all, ofA[first]!, ofB[second]!].map((wider) => welchP(sums, without(wider, sums)) ?? 1);
    return [{ terms: [a.terms[first]!, b.terms[second]!], sums, worst: Math.max(...others) }];
  });
}

function pairsOf(cuts: readonly CutColumn[]): (readonly [CutColumn, CutColumn])[] {
  return cuts.flatMap((a, at) => cuts.slice(at + 1).map((b) => [a, b] as const));
}

function groupSums(codes: Int16Array, groups: number, losses: Float64Array): Sums[] {
  const sums = Array.from({ length: groups }, (): Sums => ({ rows: 0, sum: 0, squares: 0 }));
  for (let row = 0; row < losses.length; row++) {
    const group = sums[codes[row]!];
    if (group !== undefined) add(group, losses[row]!);
  }
  return sums;
}

function sumsOf(losses: Float64Array): Sums {
  const sums: Sums = { rows: 0, sum: 0, squares: 0 };
  for (const loss of losses) add(sums, loss);
  return sums;
}

function add(sums: Sums, loss: number): void {
  sums.rows++;
  sums.sum += loss;
  sums.squares += loss * loss;
}
