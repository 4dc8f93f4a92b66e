import { fuzzyScore } from './fuzzy-match';

/**
 * What was found, names that start with what was typed first, then names of which a word does, each by how well the name
 * alone fits; those that fit by other words keep their order behind them.
 */
export function nameFirst<T>(found: readonly T[], query: string, nameOf: (item: T) => string): T[] {
  const typed = query.trim().toLowerCase();
  const ranked = found.map((item) => {
    const name = nameOf(item);
    const rank = nameRank(name.toLowerCase(), typed);
    return { item, rank, score: rank === 2 ? 0 : (fuzzyScore(typed, name) ?? 0) };
  });
  return ranked.sort((a, b) => a.rank - b.rank || b.score - a.score).map(({ item }) => item);
}

/** 0: the name starts with what was typed; 1: a word of it does; 2: neither. */
function nameRank(name: string, typed: string): 0 | 1 | 2 {
  if (name.startsWith(typed)) return 0;
  return name.split(/\s+/).some((word) => word.startsWith(typed)) ? 1 : 2;
}
