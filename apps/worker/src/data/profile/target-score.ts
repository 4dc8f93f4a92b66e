/** A column or target as plain arrays; missing is NaN or null. */
export type ScoredColumn =
  | { kind: 'number'; values: Float64Array }
  | { kind: 'text'; values: readonly (string | null)[] };
export type ScoredTarget =
  | { kind: 'class'; codes: Int32Array; classes: number }
  | { kind: 'number'; values: Float64Array };

/**
 * How well one column alone tells the target, 0 to 1. Two classes: the larger of AUC and 1 - AUC; more: accuracy of the
 * best class per value; numbers: R². What is learned per value (rates, best class, means) is learned on one half of the
 * rows and judged on the other, so that a column of unique texts does not look like the answer. Rows without target
 * are left out; a missing value is a value of its own.
 */
export function targetScore(column: ScoredColumn, target: ScoredTarget): number | null {
  if (target.kind === 'number') return numericScore(column, target.values);
  const known = rowsWhere(target.codes, (code) => code >= 0);
  if (known.length < 2) return null;
  return target.classes === 2 ? binaryScore(column, target.codes, known) : multiclassScore(column, target, known);
}

function rowsWhere(values: ArrayLike<number>, test: (value: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if (test(values[row] ?? Number.NaN)) rows.push(row);
  return rows;
}

function binaryScore(column: ScoredColumn, codes: Int32Array, known: readonly number[]): number | null {
  const truth = known.map((row) => codes[row] ?? 0);
  if (column.kind === 'number') {
    const lowest = Number.NEGATIVE_INFINITY;
    const scores = known.map((row) => {
      const value = column.values[row] ?? Number.NaN;
      return Number.isNaN(value) ? lowest : value;
    });
    return foldedAuc(scores, truth);
  }
  const keys = known.map((row) => keyOf(column, row));
  return foldedAuc(crossMeans(keys, truth), truth);
}

/** The larger of AUC and 1 - AUC, ties counted half (Mann-Whitney); null with one class only. */
function foldedAuc(scores: readonly number[], truth: readonly number[]): number | null {
  const order = scores.map((_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let below = 0;
  let wins = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let here = 0;
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0])
      here += truth[order[to++] ?? 0] ?? 0;
    const others = to - from - here;
    wins += here * (below + others / 2);
    below += others;
    positives += here;
    from = to;
  }
  if (positives === 0 || below === 0) return null;
  const auc = wins / (positives * below);
  return Math.max(auc, 1 - auc);
}

function keyOf(column: ScoredColumn, row: number): string {
  if (column.kind === 'text') return column.values[row] ?? '\u0000';
  return String(column.values[row]);
}

/** Mean of the truth per key, each half of the rows read from the other; an unseen key takes the mean of all. */
function crossMeans(keys: readonly string[], truth: readonly number[]): number[] {
  const sums = [new Map<string, [number, number]>(), new Map<string, [number, number]>()] as const;
  let total = 0;
  keys.forEach((key, row) => {
    const value = truth[row] ?? 0;
    total += value;
    const sum = sums[half(row)].get(key);
    if (sum === undefined) sums[half(row)].set(key, [value, 1]);
    else {
      sum[0] += value;
      sum[1] += 1;
    }
  });
  const prior = total / Math.max(1, keys.length);
  return keys.map((key, row) => {
    const [sum, count] = sums[half(row) === 0 ? 1 : 0].get(key) ?? [0, 0];
    return (sum + prior) / (count + 1);
  });
}

/** Halves that do not follow the order of the rows: neighbours often belong together. */
function half(row: number): 0 | 1 {
  return (Math.imul(row + 1, 0x9e3779b1) >>> 16) & 1 ? 1 : 0;
}

function multiclassScore(
  column: ScoredColumn,
  target: { codes: Int32Array; classes: number },
  known: readonly number[],
): number {
  const truth = known.map((row) => target.codes[row] ?? 0);
  const keys = column.kind === 'number' ? binKeys(column.values, known) : known.map((row) => keyOf(column, row));
  const counts = [new Map<string, Int32Array>(), new Map<string, Int32Array>()] as const;
  const all = new Int32Array(target.classes);
  keys.forEach((key, row) => {
    const code = truth[row] ?? 0;
    all[code] = (all[code] ?? 0) + 1;
    const own = counts[half(row)];
    const count = own.get(key) ?? new Int32Array(target.classes);
    count[code] = (count[code] ?? 0) + 1;
    own.set(key, count);
  });
  let right = 0;
  keys.forEach((key, row) => {
    const count = counts[half(row) === 0 ? 1 : 0].get(key) ?? all;
    if (largest(count) === truth[row]) right++;
  });
  return right / Math.max(1, keys.length);
}

function largest(counts: Int32Array): number {
  let best = 0;
  for (let at = 1; at < counts.length; at++) if ((counts[at] ?? 0) > (counts[best] ?? 0)) best = at;
  return best;
}

/** Numbers as keys: each value for few different ones, else 32 bins of equal size. */
function binKeys(values: Float64Array, known: readonly number[]): string[] {
  const there = known.map((row) => values[row] ?? Number.NaN);
  const distinct = new Set(there);
  if (distinct.size <= 64) return there.map(String);
  const sorted = Float64Array.from(there.filter((value) => !Number.isNaN(value))).sort();
  const edges = Array.from({ length: 31 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / 32)] ?? 0);
  return there.map((value) => (Number.isNaN(value) ? 'missing' : String(edges.filter((edge) => edge <= value).length)));
}

function numericScore(column: ScoredColumn, target: Float64Array): number | null {
  const known = rowsWhere(target, (value) => !Number.isNaN(value));
  if (known.length < 3) return null;
  const truth = known.map((row) => target[row] ?? 0);
  if (column.kind === 'number') {
    const predicted = known.map((row) => column.values[row] ?? Number.NaN);
    return squaredCorrelation(predicted, truth);
  }
  return explained(
    crossMeans(
      known.map((row) => keyOf(column, row)),
      truth,
    ),
    truth,
  );
}

/** Square of Pearson's correlation over rows where both are known: R² of the best straight line. */
function squaredCorrelation(x: readonly number[], y: readonly number[]): number | null {
  const rows = rowsWhere(x, (value) => !Number.isNaN(value));
  if (rows.length < 3) return null;
  const mean = (values: readonly number[]) => rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
  const [mx, my] = [mean(x), mean(y)];
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (const row of rows) {
    const dx = (x[row] ?? 0) - mx;
    const dy = (y[row] ?? 0) - my;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? null : Math.min(1, (xy * xy) / (xx * yy));
}

function explained(predicted: readonly number[], truth: readonly number[]): number | null {
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  let errors = 0;
  let spread = 0;
  truth.forEach((value, row) => {
    errors += (value - (predicted[row] ?? mean)) ** 2;
    spread += (value - mean) ** 2;
  });
  return spread === 0 ? null : Math.max(0, 1 - errors / spread);
}
