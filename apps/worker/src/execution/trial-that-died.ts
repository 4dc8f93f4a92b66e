import type { Json } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { failedTrial } from '@millrace/pipeline-core/search';
import type { ChildOutput, StepEvent } from '../child/protocol';
import type { ChildFailure } from './child-errors';

/** Failures of the process or thread that fitted: the kernel ends them when memory is short, and so it is its trial's fault. */
const endedFromOutside = new Set(['child-died', 'fit-thread-ended']);

/**
 * What came of a trial whose process was ended, by memory or time: one failed trial, and the search goes on. Null for every
 * other step, and for what another attempt may mend; on the last one, a process that was killed is a failed trial too. A
 * full disk or a lost store is not: no trial could be fitted then. Its settings are not told: they lie in the proposal of
 * its round.
 */
export function trialThatDied(
  { type, trial }: Pick<RunSpec, 'type' | 'trial'>,
  { error, retryable, lastAttempt }: ChildFailure & { lastAttempt: boolean },
): { outputs: ChildOutput[]; events: StepEvent[] } | null {
  if (trial === undefined) return null;
  const mayMend = retryable || error.family === 'operator';
  if (mayMend && !(lastAttempt && endedFromOutside.has(error.code))) return null;
  const outcome = failedTrial({ number: trial, trainer: type }, { task: null, error, again: true });
  const inline: Json = JSON.parse(JSON.stringify(outcome));
  return {
    outputs: [{ port: 'trial', kind: 'json', inline }],
    events: [{ topic: 'trial-finished', payload: {} }],
  };
}
