import type { Json } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { failedTrial } from '@millrace/pipeline-core/search';
import type { ChildOutput, StepEvent } from '../child/protocol';
import type { ChildFailure } from './child-errors';

/**
 * What came of a trial whose process was ended, by memory or time: one failed trial, and the search goes on. Null for every
 * other step, and for what another attempt may mend. Its settings are not told: they lie in the proposal of its round.
 */
export function trialThatDied(
  { type, trial }: Pick<RunSpec, 'type' | 'trial'>,
  { error, retryable }: ChildFailure,
): { outputs: ChildOutput[]; events: StepEvent[] } | null {
  if (trial === undefined || retryable || error.family === 'operator') return null;
  const outcome = failedTrial({ number: trial, trainer: type }, { task: null, error });
  const inline: Json = JSON.parse(JSON.stringify(outcome));
  return {
    outputs: [{ port: 'trial', kind: 'json', inline }],
    events: [{ topic: 'trial-finished', payload: {} }],
  };
}
