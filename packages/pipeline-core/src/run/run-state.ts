import type { RunStatus, StepStatus } from './step-status';

/**
 * What a run and its steps are doing, as told by its events.
 *
 * Step:  waiting ──parents done──▶ ready ──leased──▶ running ──▶ succeeded | cached | failed | cancelled | parked
 *           │                      ▲  ▲ │               │
 *           │           resumed ───┘  │ └─ paused ▶ held └─ retry, lost worker, shutdown ──▶ ready
 *           │                         └── answered by a person ◀── parked
 *           └─ a failed ancestor ──▶ skipped;   a cancelled run: everything not started ──▶ cancelled
 *
 * Run:   running ──all steps final──▶ failed (a step failed) | cancelled (asked to) | succeeded
 */
export type StepState = {
  status: StepStatus;
  attempt: number;
  /** Times of the last `running` event and of the final one. */
  startedAt: string | null;
  finishedAt: string | null;
};

export type RunState = {
  status: RunStatus;
  paused: boolean;
  cancelRequested: boolean;
  startedAt: string | null;
  finishedAt: string | null;
  /** Last event taken in; the next one must be `seq + 1`. */
  seq: number;
  steps: readonly StepState[];
  /** Parents of each step, by index. */
  parents: readonly (readonly number[])[];
};

const finalStatuses: ReadonlySet<StepStatus> = new Set(['succeeded', 'cached', 'failed', 'skipped', 'cancelled']);

export function isFinal(status: StepStatus): boolean {
  return finalStatuses.has(status);
}

/** A run as it is when `mr_start` has committed, before its first event. */
export function initialRunState(steps: number, edges: readonly (readonly [number, number])[]): RunState {
  const parents: number[][] = Array.from({ length: steps }, () => []);
  for (const [parent, child] of edges) parents[child]?.push(parent);
  const step = (own: readonly number[]): StepState => ({
    status: own.length === 0 ? 'ready' : 'waiting',
    attempt: 0,
    startedAt: null,
    finishedAt: null,
  });
  return {
    status: 'running',
    paused: false,
    cancelRequested: false,
    startedAt: null,
    finishedAt: null,
    seq: 0,
    steps: parents.map(step),
    parents,
  };
}
