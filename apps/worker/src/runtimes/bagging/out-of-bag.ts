import type { BagMemory } from './bag-memory';
import { scaleOf } from './bag-memory';
import type { BagTarget } from './bag-target';

/** How the trees answer for rows that they have not seen, each row by the trees without it. */
export type LeftOut = {
  name: 'error rate' | 'squared error';
  loss: number;
  /** Share of right answers, or R2. */
  score: number;
  /** Rows that at least one tree has left out. */
  rows: number;
};

/** Sums of answers as the kernels keep them. */
export type LeftOutSums = { sums: Uint8Array; counts: Int32Array };

function regions({ plan, memory }: BagMemory): LeftOutSums {
  const { rows, values } = plan.need;
  return {
    sums: new Uint8Array(memory.buffer, plan.at.bagSum, rows * values * 8),
    counts: new Int32Array(memory.buffer, plan.at.bagCount, rows),
  };
}

export function readLeftOut(bag: BagMemory): LeftOutSums {
  const { sums, counts } = regions(bag);
  return { sums: sums.slice(), counts: counts.slice() };
}

export function writeLeftOut(bag: BagMemory, kept: LeftOutSums): void {
  const { sums, counts } = regions(bag);
  sums.set(kept.sums);
  counts.set(kept.counts);
}

/** Weighted by the rows' weights; the answer of a row is the mean of the trees that have not seen it. */
export function judgeLeftOut({ plan, memory }: BagMemory, target: BagTarget): LeftOut {
  const { rows, values } = plan.need;
  const counts = new Int32Array(memory.buffer, plan.at.bagCount, rows);
  const halves = new Int32Array(memory.buffer, plan.at.bagSum, rows * values * 2);
  const unit = 1 / scaleOf(target);
  const sumAt = (at: number) => (halves[2 * at + 1]! * 2 ** 32 + (halves[2 * at]! >>> 0)) * unit;
  const total = { weight: 0, loss: 0, square: 0, rows: 0 };
  for (let row = 0; row < rows; row++) {
    const weight = target.weights === null ? 1 : target.weights[row]!;
    const count = counts[row]!;
    if (count === 0 || weight === 0) continue;
    const label = target.labels[row]!;
    total.rows++;
    total.weight += weight;
    total.square += weight * label * label;
    if (!target.ofClasses) total.loss += weight * (sumAt(row) / count - label) ** 2;
    else if (chosenClass({ values, row, count, sumAt }) !== label) total.loss += weight;
  }
  const loss = total.weight === 0 ? 0 : total.loss / total.weight;
  // Labels of numbers are counted from their mean.
  const score = target.ofClasses ? 1 - loss : total.square === 0 ? 0 : 1 - total.loss / total.square;
  return { name: target.ofClasses ? 'error rate' : 'squared error', loss, score, rows: total.rows };
}

/** The most likely class; the lower one where two are alike. */
function chosenClass(o: { values: number; row: number; count: number; sumAt(at: number): number }): number {
  if (o.values === 1) return o.sumAt(o.row) / o.count > 0.5 ? 1 : 0;
  let chosen = 0;
  for (let k = 1; k < o.values; k++) if (o.sumAt(o.row * o.values + k) > o.sumAt(o.row * o.values + chosen)) chosen = k;
  return chosen;
}
