/** A column to hold against others: numbers with NaN for missing, or codes of categories with -1 for missing. */
export type AssociationColumn =
  | { name: string; kind: 'number'; values: Float64Array }
  | { name: string; kind: 'category'; codes: Int32Array; categories: number };

export const associationKinds = ['correlation', 'cramers-v', 'correlation-ratio'] as const;
export type AssociationKind = (typeof associationKinds)[number];

/** `value` lies between -1 and 1 for two numbers (Pearson), between 0 and 1 else. `rows` have both cells. */
export type Association = { kind: AssociationKind; value: number | null; spearman: number | null; rows: number };

/**
 * How far two columns go together: Pearson and Spearman for two numbers, Cramér's V (with Bergsma's correction for
 * chance) for two categories, the correlation ratio for one of each. Rows where one is missing are left out.
 */
export function associationOf(
  a: AssociationColumn,
  b: AssociationColumn,
  ranks?: { a: Float64Array; b: Float64Array },
): Association {
  if (a.kind === 'number' && b.kind === 'number') {
    const { value, rows } = pearson(a.values, b.values);
    const spearman = ranks === undefined ? null : pearson(ranks.a, ranks.b).value;
    return { kind: 'correlation', value, spearman, rows };
  }
  if (a.kind === 'category' && b.kind === 'category') return { kind: 'cramers-v', spearman: null, ...cramersV(a, b) };
  if (a.kind === 'category' && b.kind === 'number')
    return { kind: 'correlation-ratio', spearman: null, ...correlationRatio(a, b.values) };
  if (a.kind === 'number' && b.kind === 'category')
    return { kind: 'correlation-ratio', spearman: null, ...correlationRatio(b, a.values) };
  throw new Error('columns are numbers or categories');
}

type Value = { value: number | null; rows: number };

export function pearson(x: Float64Array, y: Float64Array): Value {
  let [rows, mx, my] = [0, 0, 0];
  let [xx, yy, xy] = [0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const [a, b] = [x[row] ?? Number.NaN, y[row] ?? Number.NaN];
    if (Number.isNaN(a + b)) continue;
    rows += 1;
    const [dx, dy] = [a - mx, b - my];
    mx += dx / rows;
    my += dy / rows;
    xx += dx * (a - mx);
    yy += dy * (b - my);
    xy += dx * (b - my);
  }
  if (rows < 3 || xx <= 0 || yy <= 0) return { value: null, rows };
  return { value: Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy))), rows };
}

/** Ranks of a column, ties sharing their mean; NaN stays NaN. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

type Category = Extract<AssociationColumn, { kind: 'category' }>;

export function cramersV(a: Category, b: Category): Value {
  const table = new Float64Array(a.categories * b.categories);
  const [left, right] = [new Float64Array(a.categories), new Float64Array(b.categories)];
  let rows = 0;
  for (let row = 0; row < a.codes.length; row += 1) {
    const [x, y] = [a.codes[row] ?? -1, b.codes[row] ?? -1];
    if (x < 0 || y < 0) continue;
    rows += 1;
    table[x * b.categories + y] = (table[x * b.categories + y] ?? 0) + 1;
    left[x] = (left[x] ?? 0) + 1;
    right[y] = (right[y] ?? 0) + 1;
  }
  const [r, k] = [left.filter((count) => count > 0).length, right.filter((count) => count > 0).length];
  if (rows < 3 || r < 2 || k < 2) return { value: null, rows };
  let chi = 0;
  for (let x = 0; x < a.categories; x += 1)
    for (let y = 0; y < b.categories; y += 1) {
      const expected = ((left[x] ?? 0) * (right[y] ?? 0)) / rows;
      if (expected > 0) chi += ((table[x * b.categories + y] ?? 0) - expected) ** 2 / expected;
    }
  const phi = Math.max(0, chi / rows - ((r - 1) * (k - 1)) / (rows - 1));
  const [rows2, columns2] = [r - (r - 1) ** 2 / (rows - 1), k - (k - 1) ** 2 / (rows - 1)];
  const most = Math.min(rows2 - 1, columns2 - 1);
  return { value: most <= 0 ? null : Math.min(1, Math.sqrt(phi / most)), rows };
}

/** Root of the share of a number's spread that lies between the categories (eta). */
export function correlationRatio({ codes, categories }: Category, values: Float64Array): Value {
  const [sums, counts] = [new Float64Array(categories), new Float64Array(categories)];
  let [rows, mean, spread] = [0, 0, 0];
  for (let row = 0; row < codes.length; row += 1) {
    const [code, value] = [codes[row] ?? -1, values[row] ?? Number.NaN];
    if (code < 0 || Number.isNaN(value)) continue;
    rows += 1;
    const apart = value - mean;
    mean += apart / rows;
    spread += apart * (value - mean);
    sums[code] = (sums[code] ?? 0) + value;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  if (rows < 3 || spread <= 0 || counts.filter((count) => count > 0).length < 2) return { value: null, rows };
  let between = 0;
  counts.forEach((count, code) => {
    if (count > 0) between += count * ((sums[code] ?? 0) / count - mean) ** 2;
  });
  return { value: Math.sqrt(Math.min(1, between / spread)), rows };
}
