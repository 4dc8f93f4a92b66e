/** What is known of a term: how often it came, in how many texts, and in which one last. */
export type TermCount = { total: number; texts: number; last: number };

export type TermCounts = {
  counts: ReadonlyMap<string, TermCount>;
  /** How often a term was dropped. A term that comes back is counted anew, and may be dropped again. */
  forgotten(): number;
  /** Counts the terms of a text; texts are numbered. */
  add(terms: readonly string[], text: number): void;
  /** Where more than `most` terms are held, drops those of the fewest texts until they are not. */
  keepWithin(): void;
};

/**
 * Counts terms of which at most so many are held: of more, those that came in the fewest texts are dropped on the way, in
 * one text as a rule. Terms that came in as many texts go together, so that none is kept for coming first.
 */
export function createTermCounts(most: number): TermCounts {
  const counts = new Map<string, TermCount>();
  let forgotten = 0;
  return {
    counts,
    forgotten: () => forgotten,
    add(terms, text) {
      for (const term of terms) {
        const known = counts.get(term);
        if (known === undefined) counts.set(term, { total: 1, texts: 1, last: text });
        else {
          known.total += 1;
          if (known.last !== text) known.texts += 1;
          known.last = text;
        }
      }
    },
    keepWithin() {
      if (counts.size <= most) return;
      const before = counts.size;
      const bar = barOf(counts, most);
      for (const [term, { texts }] of counts) if (texts <= bar) counts.delete(term);
      forgotten += before - counts.size;
    },
  };
}

/** The lowest number of texts beyond which no more than `most` terms came. */
function barOf(counts: ReadonlyMap<string, TermCount>, most: number): number {
  const termsOf = new Map<number, number>();
  for (const { texts } of counts.values()) termsOf.set(texts, (termsOf.get(texts) ?? 0) + 1);
  let left = counts.size;
  let bar = 0;
  for (const [texts, terms] of [...termsOf].sort(([a], [b]) => a - b)) {
    if (left <= most) break;
    left -= terms;
    bar = texts;
  }
  return bar;
}
