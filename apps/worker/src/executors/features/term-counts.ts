/** What is known of a term: how often it came, in how many texts, and in which one last. */
export type TermCount = { total: number; texts: number; last: number };

export type TermCounts = {
  counts: ReadonlyMap<string, TermCount>;
  /** How often a term was dropped. A term that comes back is counted anew, and may be dropped again. */
  forgotten(): number;
  /** Counts the terms of a text; texts are numbered. */
  add(terms: readonly string[], text: number): void;
  /** Drops what came in one text only where more than `most` terms are held. */
  keepWithin(): void;
};

/** Counts terms of which at most so many are held: of more, those that came in one text only are dropped on the way. */
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
      for (const [term, { texts }] of counts) if (texts === 1) counts.delete(term);
      forgotten += before - counts.size;
    },
  };
}
