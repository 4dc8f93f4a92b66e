import type { HeldStep, LeasedStep, StepResult } from '@millrace/db/protocol';
import type { RunId, WorkerId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';

export type StopReason = 'cancel' | 'lost' | 'shutdown';

/** A step in execution. */
export type RunningStep = {
  step: LeasedStep;
  abort: AbortController;
  /** Aborted: somebody asked for the best so far. */
  finish: AbortController;
  reason: StopReason | null;
  /** When this slot began to stay with the run. */
  since: number;
};

/** A result that waits for its commit; the slot is taken until then. */
export type PendingResult = {
  result: StepResult;
  step: LeasedStep;
  since: number;
  settled: (places: Record<string, string> | null) => void;
};

/**
 * What a worker holds under one worker id. When the id is buried everything of that life is forgotten and a new one
 * begins: results of the old one could never be accepted.
 */
export type Life = {
  workerId: WorkerId;
  presence: number;
  present: boolean;
  gone: boolean;
  running: Map<string, RunningStep>;
  results: PendingResult[];
  /** Results on their way to the database. */
  committing: PendingResult[];
};

export function newLife(workerId: WorkerId, presence: number): Life {
  return {
    workerId,
    presence,
    present: false,
    gone: false,
    running: new Map(),
    results: [],
    committing: [],
  };
}

export function stepKey(step: { runId: RunId; idx: number; token: number }): string {
  return `${step.runId}:${step.idx}:${step.token}`;
}

/** Everything the worker believes it executes, uncommitted results included. */
export function heldSteps(life: Life): HeldStep[] {
  const pending = [...life.results, ...life.committing].map(({ step }) => step);
  const running = [...life.running.values()].map(({ step }) => step);
  return [...running, ...pending].map((step) => [step.runId, step.idx, step.token]);
}

/** Slots in use, of one queue. */
export function usedSlots(life: Life, queue: string): number {
  const of = ({ step }: { step: LeasedStep }) => step.queue === queue;
  return [...life.running.values(), ...life.results, ...life.committing].filter(of).length;
}

const drawnSchema = z.object({ step: z.string() });

/** Asks running steps for the best so far: all copies of the steps of a drawing that people named. */
export function askForBest(life: Life, asked: readonly { run: RunId; step: string }[]): void {
  const named = new Set(asked.map(({ run, step }) => `${run}:${step}`));
  for (const { step, finish } of named.size === 0 ? [] : life.running.values()) {
    const spec = drawnSchema.safeParse(step.spec);
    if (spec.success && named.has(`${step.runId}:${spec.data.step}`) && !finish.signal.aborted) finish.abort();
  }
}

/** Stops running steps that `which` picks. */
export function stopSteps(life: Life, reason: StopReason, which: (step: LeasedStep) => boolean): void {
  for (const running of life.running.values()) {
    if (running.reason !== null || !which(running.step)) continue;
    running.reason = reason;
    running.abort.abort(reason);
  }
}
