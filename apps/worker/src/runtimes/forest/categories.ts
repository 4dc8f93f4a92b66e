/** Most categories a feature keeps; rarer ones share the bin of unseen ones. */
export const MAX_LEVELS = 253;
/** Bin code of rare and unseen categories. */
export const OTHER_BIN = 254;
const MISSING_BIN = 255;

/** How a category feature is read: the index in `levels`, 254 for any other text, 255 for missing. */
export type CategoryBinning = { kind: 'category'; name: string; levels: string[] };

/** The most frequent categories of a column, ties in text order. */
export function categoryBinning(name: string, values: readonly (string | null)[]): CategoryBinning {
  const places = new Map<string, number>();
  const counts: number[] = [];
  for (const value of values) {
    if (value === null) continue;
    const place = places.get(value);
    if (place !== undefined) counts[place]!++;
    else {
      places.set(value, counts.length);
      counts.push(1);
    }
  }
  const entries = [...places].sort((a, b) => counts[b[1]]! - counts[a[1]]! || (a[0] < b[0] ? -1 : 1));
  const levels = entries.map(([level]) => level);
  return { kind: 'category', name, levels: levels.slice(0, MAX_LEVELS) };
}

/** Code per level, for look-ups. */
export function levelCodes(levels: readonly string[]): Map<string, number> {
  return new Map(levels.map((level, code) => [level, code]));
}

/** Bin code of one value. */
export function categoryBin(value: string | null, codes: ReadonlyMap<string, number>): number {
  return value === null ? MISSING_BIN : (codes.get(value) ?? OTHER_BIN);
}

/** Bin codes of a column into `bins` from `at` on. */
export function binCategories(
  values: readonly (string | null)[],
  { levels }: CategoryBinning,
  bins: Uint8Array,
  at: number,
): void {
  const codes = levelCodes(levels);
  for (let row = 0; row < values.length; row++) bins[at + row] = categoryBin(values[row] ?? null, codes);
}
