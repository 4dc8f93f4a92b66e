import type { LeasedStep, SteadyConnection } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import { finishSteps } from './finish-steps';
import type { Life, PendingResult } from './life';
import type { ExecutionSettings } from './settings';

export type CommitOptions = {
  connection: SteadyConnection;
  life: Life;
  /** False: nothing more shall be begun. */
  leasing: boolean;
  settings: Pick<ExecutionSettings, 'batch' | 'stayMs'>;
  logger: Logger;
  onFatal: (error: unknown) => void;
};

export type Committed = {
  /** Successors to run next in the slots that became free, and since when such a slot stays with their run. */
  next: { step: LeasedStep; since: number }[];
  /** Queues with a slot that no successor took. */
  idle: string[];
};

/** Commits the results that wait, at most a batch of them; those of slots that stayed too long without going on. */
export async function commitResults(options: CommitOptions): Promise<Committed> {
  const { life, leasing, settings } = options;
  const mayProceed = (one: PendingResult) => leasing && Date.now() - one.since < settings.stayMs;
  const first = life.results[0];
  const proceed = first !== undefined && mayProceed(first);
  const batch = takeBatch(life, settings.batch, (one) => mayProceed(one) === proceed);
  life.committing.push(...batch);
  try {
    const answer = await finishSteps({ ...options, pending: batch, proceed });
    const accepted = new Set(answer.accepted.map(([run, idx]) => `${run}:${idx}`));
    for (const one of batch) {
      one.settled(accepted.has(`${one.step.runId}:${one.step.idx}`) ? (answer.places ?? {}) : null);
    }
    const since = new Map(batch.map((one) => [one.step.runId, one.since]));
    const next = answer.steps.map((step) => ({ step, since: since.get(step.runId) ?? Date.now() }));
    return { next, idle: idleQueues(batch, answer.steps) };
  } catch (error) {
    life.results.unshift(...batch); // never dropped: sent again, or the process ends
    throw error;
  } finally {
    life.committing = life.committing.filter((one) => !batch.includes(one));
  }
}

/** Takes the results off the queue that `which` picks, at most `limit`. */
function takeBatch(life: Life, limit: number, which: (one: PendingResult) => boolean): PendingResult[] {
  const batch = life.results.filter(which).slice(0, limit);
  life.results = life.results.filter((one) => !batch.includes(one));
  return batch;
}

/**
 * A queue whose freed slots were all taken needs no look: one call to the database less for every step of a chain. In
 * the others something may wait that nobody announces, as a step that the limit of its project held back.
 */
function idleQueues(batch: readonly PendingResult[], taken: readonly LeasedStep[]): string[] {
  const count = (steps: readonly LeasedStep[], queue: string) => steps.filter((step) => step.queue === queue).length;
  const freed = batch.map(({ step }) => step);
  return [...new Set(freed.map(({ queue }) => queue))].filter((queue) => count(taken, queue) < count(freed, queue));
}
