import type { PartDrift } from './split-receipt';

/** A column over the rows looked at: numbers (NaN: missing) or texts (null: missing). */
export type DriftColumn = { name: string; numbers: Float64Array } | { name: string; texts: readonly (string | null)[] };

const bins = 10;
const mostValues = 20;

/**
 * How far the held out parts of a column lie from its train rows. Parts are told apart only where the difference is
 * more than the number of rows explains: distances of small parts are large by chance alone.
 *
 * 1. Ten bins with equally many train rows; of texts the 20 most frequent values of train, the rest together. Missing
 *    cells are a bin of their own.
 * 2. PSI = sum of (p - q) ln(p / q) over the bins, every bin with half a row more so that none is empty. Under no
 *    difference it is about (bins - 1)(1/n + 1/m); below four times that it is left out.
 * 3. Of numbers also the largest distance of the two distribution functions (Kolmogorov and Smirnov).
 */
export function partDrift(column: DriftColumn, assigned: ArrayLike<number>): PartDrift[] {
  const binOf = 'numbers' in column ? numberBins(column.numbers, assigned) : textBins(column.texts, assigned);
  const rows = 'numbers' in column ? column.numbers.length : column.texts.length;
  const counts = [0, 1, 2].map(() => new Float64Array(binOf.count));
  for (let row = 0; row < rows; row++) {
    const part = counts[assigned[row]!];
    if (part !== undefined) part[binOf.of(row)]!++;
  }
  const [train] = counts;
  const trainRows = total(train!);
  return (['validation', 'test'] as const).flatMap((part, at) => {
    const held = counts[at + 1]!;
    const heldRows = total(held);
    if (trainRows === 0 || heldRows === 0) return [];
    const psi = stabilityIndex(train!, held);
    if (psi < 4 * (binOf.count - 1) * (1 / trainRows + 1 / heldRows)) return [];
    const ks = 'numbers' in column ? smirnovDistance(column.numbers, assigned, at + 1) : null;
    return [{ column: column.name, part, psi, ks }];
  });
}

type Bins = { count: number; of(row: number): number };

function numberBins(values: Float64Array, assigned: ArrayLike<number>): Bins {
  const train = values.filter((value, row) => assigned[row] === 0 && !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let at = 1; at < bins; at++) {
    const edge = train[Math.floor((at * train.length) / bins)];
    if (edge !== undefined && edge !== edges.at(-1) && edge !== train[0]) edges.push(edge);
  }
  return {
    count: edges.length + 2,
    of(row) {
      const value = values[row]!;
      if (Number.isNaN(value)) return edges.length + 1;
      let bin = 0;
      while (bin < edges.length && value >= edges[bin]!) bin++;
      return bin;
    },
  };
}

function textBins(texts: readonly (string | null)[], assigned: ArrayLike<number>): Bins {
  const seen = new Map<string, number>();
  texts.forEach((text, row) => {
    if (text !== null && assigned[row] === 0) seen.set(text, (seen.get(text) ?? 0) + 1);
  });
  const frequent = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, mostValues);
  const place = new Map(frequent.map(([text], at) => [text, at]));
  return {
    count: frequent.length + 2,
    of(row) {
      const text = texts[row]!;
      return text === null ? frequent.length + 1 : (place.get(text) ?? frequent.length);
    },
  };
}

function stabilityIndex(train: Float64Array, held: Float64Array): number {
  const [n, m] = [total(train) + train.length / 2, total(held) + held.length / 2];
  let sum = 0;
  for (let bin = 0; bin < train.length; bin++) {
    const p = (held[bin]! + 0.5) / m;
    const q = (train[bin]! + 0.5) / n;
    sum += (p - q) * Math.log(p / q);
  }
  return sum;
}

function smirnovDistance(values: Float64Array, assigned: ArrayLike<number>, part: number): number {
  const of = (code: number) => values.filter((value, row) => assigned[row] === code && !Number.isNaN(value)).sort();
  const [a, b] = [of(0), of(part)];
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
