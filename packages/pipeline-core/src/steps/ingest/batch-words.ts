const mostRanges = 5;

/** "batch 3", "batches 1 to 4 and 7": numbers of batches in words; of many ranges the first ones and how many more. */
export function batchWords(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const ranges: { first: number; last: number }[] = [];
  for (const number of sorted) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  const shown = ranges.slice(0, mostRanges);
  const left = ranges.slice(mostRanges).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const parts = shown.flatMap(({ first, last }) => {
    if (first === last) return [`${first}`];
    return last === first + 1 ? [`${first}`, `${last}`] : [`${first} to ${last}`];
  });
  if (left > 0) parts.push(`${left} more`);
  const end = parts.pop() ?? '';
  return `${sorted.length === 1 ? 'batch' : 'batches'} ${parts.length === 0 ? end : `${parts.join(', ')} and ${end}`}`;
}

/** "Batch 4 is left out: it has the same bytes as batch 1." */
export function leftOutWords({ number, why }: { number: number; why: string }): string {
  return `Batch ${number} is left out: it ${why}.`;
}
