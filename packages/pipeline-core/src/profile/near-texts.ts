/** Edits (letters put in, left out or changed) that make one text of the other; stops counting at `limit`. */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const edits = Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      row.push(edits);
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    above = row;
  }
  return above[b.length] ?? 0;
}

/** Fewest letters for a comparison without other evidence: shorter codes differ by one letter on purpose. */
const shortest = 4;
/** A frequent value occurs this many times, and this many times as often as the rare one. */
const frequent = 5;
/** Values that are compared at most. */
const mostFrequent = 400;

/**
 * The frequent value that a rare one is a misspelling of: at a distance of one letter, and one more for each ten, with
 * the same numbers and codes in it, and nearer than any other. Null when there is none, or two.
 */
export function nearestFrequent(value: string, rows: number, counts: ReadonlyMap<string, number>): string | null {
  if (value.length < shortest || rows > 3) return null;
  const limit = 1 + Math.floor(value.length / 10);
  const codes = codesOf(value);
  let [found, distance, ties, looked] = ['', limit + 1, 0, 0];
  for (const [other, count] of counts) {
    if (other === value || count < Math.max(frequent, rows * frequent)) continue;
    looked += 1;
    if (looked > mostFrequent) return null;
    const here = editDistance(value, other, distance);
    if (here < distance) [found, distance, ties] = [other, here, 1];
    else if (here === distance) ties += 1;
  }
  return distance <= limit && ties === 1 && codesOf(found) === codes ? found : null;
}

/** The words of a text that have digits in them: two that differ are two numbers or codes, not a misspelling. */
function codesOf(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => /\d/.test(word))
    .join(' ');
}
