export type StepProgress = {
  done: number;
  total: number;
  label?: string | undefined;
  metrics?: Record<string, number> | undefined;
};

/** How far the steps of one run are, by their place in it. */
export type RunProgress = { run: string; steps: Readonly<Record<number, StepProgress>> };

const nothing: RunProgress['steps'] = {};

/** Takes a report; the first one of another run forgets what was said about the run before. */
export function takeReport(
  before: RunProgress | null,
  report: { run: string; idx: number; progress: StepProgress },
): RunProgress {
  const steps = progressOf(before, report.run);
  return { run: report.run, steps: { ...steps, [report.idx]: report.progress } };
}

type StepState = { idx: number; attempt: number; status: string };

/** Forgets what was said about steps that have begun another attempt or are no longer running. */
export function dropOutdated(
  before: RunProgress | null,
  o: { run: string; known: readonly StepState[]; changed: readonly StepState[] },
): RunProgress | null {
  const steps = progressOf(before, o.run);
  const attempts = new Map(o.known.map(({ idx, attempt }) => [idx, attempt]));
  const outdated = o.changed.filter(
    ({ idx, attempt, status }) => steps[idx] !== undefined && (status !== 'running' || attempts.get(idx) !== attempt),
  );
  if (outdated.length === 0) return before;
  const gone = new Set(outdated.map(({ idx }) => String(idx)));
  return { run: o.run, steps: Object.fromEntries(Object.entries(steps).filter(([idx]) => !gone.has(idx))) };
}

/** Progress of this run; none when it was told of another. */
export function progressOf(state: RunProgress | null, run: string | null): RunProgress['steps'] {
  return state !== null && state.run === run ? state.steps : nothing;
}
