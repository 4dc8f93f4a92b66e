type Listed = { batches: number; latest: { number: number } | null };
type Known = { number: number; state: string }[];

/**
 * What a page does not show yet, from the list of datasets as it is now: a batch that is the latest meanwhile, or others
 * that only the list of batches lacks. `latest` is the newest that is ready.
 */
export function newsOf(o: {
  listed: Listed | undefined;
  shown: number | null;
  batches: Readonly<Known>;
}): { number: number } | 'list' | null {
  const { listed, shown, batches } = o;
  if (listed === undefined) return null;
  const latest = listed.latest?.number ?? 0;
  const known = Math.max(0, ...batches.filter(({ state }) => state === 'ready').map(({ number }) => number));
  if (shown !== null && latest > known) return { number: latest };
  return listed.batches > batches.length || latest > known ? 'list' : null;
}
