/** Levenshtein distance between two sequences of code points. */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** Longer texts have no answer: the work grows with the product of the lengths. */
export const similarityLimit = 1000;

/** 1 - edit distance / longer length in code points; 1 for two empty texts. NaN beyond 1,000 code points. */
export function similarity(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const longer = Math.max(left.length, right.length);
  if (longer > similarityLimit) return Number.NaN;
  return longer === 0 ? 1 : 1 - editDistance(left, right) / longer;
}
