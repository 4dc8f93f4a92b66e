import type { StepContract } from '@millrace/pipeline-core/steps';
import type { StepTypeFacts } from './interfaces';

/** What execution must know of a step type, as its contract says. */
export function stepTypeFacts({
  type,
  version,
  flags,
}: Pick<StepContract, 'type' | 'version' | 'flags'>): StepTypeFacts {
  return {
    type,
    version,
    cacheable: flags.deterministic === true && flags.effect !== true,
    ownProcess: flags.ownProcess === true,
  };
}
