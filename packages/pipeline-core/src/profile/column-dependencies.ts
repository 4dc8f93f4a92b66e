/** Column `by` (its place) decides another: rows with the same value of it have the same value there. */
export type Dependency = { by: number; majorities: ReadonlyMap<string, string>; confidence: number };

type Texts = { values: readonly (string | null)[] };
type Counts = readonly ReadonlyMap<string, number>[];

/** A group says something from this many rows on. */
const smallestGroup = 3;
/** Rows that agree with the majority of their group, as a share of those in groups. */
const holds = 0.9;
/** Share of the rows that must be in a group. */
const covers = 0.5;
/** Share of a group that its majority must have to speak for it. */
const majority = 0.6;

/**
 * For each column the columns that decide it, approximately: errors in a few cells do not hide that a zip has one
 * city. A column of one value is decided by everything, one where nearly all differ decides nothing: both are left out.
 */
export function findDependencies(columns: readonly Texts[], counts: Counts): Dependency[][] {
  return columns.map((target, at) => {
    if ((counts[at]?.size ?? 0) < 2) return [];
    const found = columns.flatMap((_, by) => {
      if (by === at || (counts[by]?.size ?? 0) < 2) return [];
      const dependency = dependencyOf(columns[by]?.values ?? [], target.values);
      return dependency === null ? [] : [{ by, ...dependency }];
    });
    return found.sort((a, b) => b.confidence - a.confidence);
  });
}

function dependencyOf(
  keys: readonly (string | null)[],
  values: readonly (string | null)[],
): Omit<Dependency, 'by'> | null {
  const groups = new Map<string, Map<string, number>>();
  keys.forEach((key, row) => {
    const value = values[row];
    if (key === null || key === undefined || value === null || value === undefined) return;
    const group = groups.get(key) ?? new Map<string, number>();
    group.set(value, (group.get(value) ?? 0) + 1);
    groups.set(key, group);
  });
  const majorities = new Map<string, string>();
  let [grouped, agreed, different] = [0, 0, new Set<string>()];
  for (const [key, group] of groups) {
    const rows = [...group.values()].reduce((sum, count) => sum + count, 0);
    if (rows < smallestGroup) continue;
    const [top, count] = [...group].reduce((best, next) => (next[1] > best[1] ? next : best));
    grouped += rows;
    agreed += count;
    different.add(top);
    if (count >= rows * majority && count > 1) majorities.set(key, top);
  }
  if (grouped < keys.length * covers || agreed < grouped * holds || different.size < 2) return null;
  return { majorities, confidence: agreed / grouped };
}

/** Columns whose value is part of this one's in nearly all rows: `al` of `al_hf-1`. */
export function partsOf(columns: readonly Texts[], at: number): number[] {
  const whole = columns[at]?.values ?? [];
  return columns.flatMap(({ values }, by) => {
    if (by === at) return [];
    let [known, inside] = [0, 0];
    whole.forEach((value, row) => {
      const part = values[row];
      if (value === null || part === null || part === undefined || part.length < 2 || part === value) return;
      known += 1;
      if (value.includes(part)) inside += 1;
    });
    return known >= whole.length * covers && inside >= known * holds ? [by] : [];
  });
}

/** What the deciding columns say a row should have: only where they agree, and no part of the value speaks against it. */
export function votesFor(
  columns: readonly Texts[],
  at: number,
  dependencies: readonly Dependency[],
): (row: number) => string | null {
  const parts = partsOf(columns, at);
  const own = columns[at]?.values ?? [];
  const spoils = (row: number, vote: string) =>
    parts.some((by) => {
      const part = columns[by]?.values[row];
      return (
        part !== null &&
        part !== undefined &&
        part.length > 1 &&
        (own[row] ?? '').includes(part) &&
        !vote.includes(part)
      );
    });
  return (row) => {
    const tally = new Map<string, number>();
    let all = 0;
    for (const { by, majorities } of dependencies) {
      const key = columns[by]?.values[row];
      const vote = key === null || key === undefined ? undefined : majorities.get(key);
      if (vote === undefined) continue;
      all += 1;
      tally.set(vote, (tally.get(vote) ?? 0) + 1);
    }
    const [best] = [...tally].sort((a, b) => b[1] - a[1]);
    if (best === undefined || best[1] <= all / 2) return null;
    return spoils(row, best[0]) ? (own[row] ?? null) : best[0];
  };
}
