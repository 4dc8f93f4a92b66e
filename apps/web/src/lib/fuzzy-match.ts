/**
 * How well a query fits a text, or null when it does not: every character of the query must occur in order. Higher is
 * better: starts of words and runs of neighbours count most, so "lr" finds "Logistic regression" before "clear".
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.trim().toLowerCase().replace(/\s+/g, ' ');
  if (wanted === '') return 0;
  const hay = text.toLowerCase();
  const at = hay.indexOf(wanted);
  if (at >= 0) return 1000 - at - hay.length / 100 + (isWordStart(hay, at) ? 500 : 0);
  let score = 0;
  let position = -1;
  for (const character of wanted.replaceAll(' ', '')) {
    const next = nextIndex(hay, character, position + 1);
    if (next < 0) return null;
    score += next === position + 1 ? 8 : isWordStart(hay, next) ? 10 : -Math.min(4, next - position);
    position = next;
  }
  return score;
}

/** A start of a word is preferred to the nearest occurrence, as long as one follows. */
function nextIndex(hay: string, character: string, from: number): number {
  const nearest = hay.indexOf(character, from);
  if (nearest === from || nearest < 0) return nearest;
  for (let index = nearest; index >= 0; index = hay.indexOf(character, index + 1)) {
    if (isWordStart(hay, index)) return index;
  }
  return nearest;
}

function isWordStart(text: string, index: number): boolean {
  return index === 0 || /[\s_\-./:(]/.test(text.charAt(index - 1));
}

/** The items that fit, best first; items of equal score keep their order. An empty query keeps everything. */
export function fuzzyFilter<T>(items: readonly T[], query: string, textsOf: (item: T) => readonly string[]): T[] {
  if (query.trim() === '') return [...items];
  const scored = items.flatMap((item, index) => {
    const scores = textsOf(item).flatMap((text) => fuzzyScore(query, text) ?? []);
    return scores.length === 0 ? [] : [{ item, index, score: Math.max(...scores) }];
  });
  return scored.sort((a, b) => b.score - a.score || a.index - b.index).map(({ item }) => item);
}
