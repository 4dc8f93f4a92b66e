/** A worker as Administration names it: its machine and its process there. */
export function workerName({ host, process }: { host: string; process: number | null }): string {
  return process === null ? host : `${host} · ${process}`;
}

/** "4 on w-1 · 12, 2 on w-2 · 13": on which workers these steps ran, the one with most first; '' where nothing is known. */
export function workerCounts(fits: readonly number[], workers: ReadonlyMap<number, string>): string {
  const counts = new Map<string, number>();
  for (const idx of fits) {
    const name = workers.get(idx);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  return ordered.map(([name, count]) => `${count} on ${name}`).join(', ');
}

type StepRun = { idx: number; spec: { step: string; trial?: number | undefined } };

/** The worker of each trial of a search by its number; empty where one worker did all, for then it says nothing. */
export function workersOfTrials(
  steps: readonly StepRun[],
  { step, workers }: { step: string; workers: ReadonlyMap<number, string> },
): Map<number, string> {
  const trials = steps.flatMap(({ idx, spec }): [number, string][] => {
    const name = workers.get(idx);
    return spec.step !== step || spec.trial === undefined || name === undefined ? [] : [[spec.trial, name]];
  });
  return new Set(trials.map(([, name]) => name)).size < 2 ? new Map() : new Map(trials);
}
