/** A thing that was brought or that landed: who it is, and all its cells as one text. */
export type Item = { key: string; content: string };

/** How what landed differs from what was brought; four empty lists are exactly once. */
export type Tally = { brought: number; missing: string[]; twice: string[]; foreign: string[]; changed: string[] };

export function tallyOf(brought: readonly Item[], landed: readonly Item[]): Tally {
  const meant = new Map(brought.map(({ key, content }) => [key, content]));
  const seen = new Map<string, number>();
  for (const { key } of landed) seen.set(key, (seen.get(key) ?? 0) + 1);
  const changed = landed.filter(({ key, content }) => meant.has(key) && meant.get(key) !== content);
  return {
    brought: meant.size,
    missing: [...meant.keys()].filter((key) => !seen.has(key)),
    twice: [...seen].filter(([, times]) => times > 1).map(([key]) => key),
    foreign: [...seen.keys()].filter((key) => !meant.has(key)),
    changed: [...new Set(changed.map(({ key }) => key))],
  };
}

export function isExact(tally: Tally): boolean {
  return tally.brought > 0 && Object.values(lists(tally)).every((list) => list.length === 0);
}

/** "120 files: 0 missing, 0 twice, 0 that nobody brought, 0 with other cells" */
export function describeTally(tally: Tally, things: string): string {
  const { missing, twice, foreign, changed } = tally;
  const count = tally.brought.toLocaleString('en-US');
  const wrong = foreign.length + changed.length;
  const others = wrong === 0 ? '' : `, ${foreign.length} that nobody brought, ${changed.length} with other cells`;
  return `${count} ${things}: ${missing.length} missing, ${twice.length} twice${others}`;
}

/** The first few that are wrong, by name; null when none is. */
export function namesOf(tally: Tally): string | null {
  const named = Object.entries(lists(tally)).flatMap(([what, keys]) =>
    keys.length === 0 ? [] : [`${what}: ${keys.slice(0, 5).join(', ')}`],
  );
  return named.length === 0 ? null : named.join('; ');
}

function lists({ missing, twice, foreign, changed }: Tally) {
  return { missing, twice, foreign, changed };
}
