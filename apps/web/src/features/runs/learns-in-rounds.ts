import { findContract } from '@millrace/pipeline-core/steps';

/** Whether a step of this type learns round by round: then there are curves to watch, and a best so far to ask for. */
export function learnsInRounds(type: string): boolean {
  return findContract(type)?.trains?.inRounds === true;
}
