/** A row that is compared: `runId` is the run of a pipeline that made the model, `experiment` the pipeline. */
type Row = { id: string; source: string; runId: string | null; experiment: string | null };

/** The better and the worse run of two models that one pipeline made in two runs; null for any other choice of rows. */
export function worsePair(o: {
  rows: readonly Row[];
  values: readonly { id: string; value: number | null }[];
  way: 'higher' | 'lower';
}): { good: string; bad: string } | null {
  const [a, b] = o.rows;
  if (a === undefined || b === undefined || o.rows.length !== 2) return null;
  if (a.runId === null || b.runId === null || a.runId === b.runId || a.experiment !== b.experiment) return null;
  const [first, second] = [a, b].map(({ id }) => o.values.find((one) => one.id === id)?.value ?? null);
  if (first == null || second == null || first === second) return null;
  const firstIsBetter = o.way === 'higher' ? first > second : first < second;
  return firstIsBetter ? { good: a.runId, bad: b.runId } : { good: b.runId, bad: a.runId };
}
