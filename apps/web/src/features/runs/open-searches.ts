type StepRun = { idx: number; status: string; spec: { step: string; trial?: number | undefined } };

const toEnd = new Set(['waiting', 'held', 'ready', 'running']);

/** The drawn steps of a run that search and have trials that are still to end, each with the first of those. */
export function openSearches(stepRuns: readonly StepRun[]): { step: string; idx: number }[] {
  const first = new Map<string, number>();
  for (const { idx, status, spec } of stepRuns) {
    if (spec.trial !== undefined && toEnd.has(status) && !first.has(spec.step)) first.set(spec.step, idx);
  }
  return [...first].map(([step, idx]) => ({ step, idx }));
}
