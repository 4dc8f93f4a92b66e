import { findContract } from '@millrace/pipeline-core/steps';

/** Whether a step of this type learns round by round: then there are curves to watch, and a best so far to ask for. */
export function learnsInRounds(type: string): boolean {
  return findContract(type)?.trains?.inRounds === true;
}

/** Whether a step of this type has a best so far while it is at work: its rounds, or its trials. */
export function hasBestSoFar(type: string): boolean {
  return learnsInRounds(type) || findContract(type)?.searches !== undefined;
}
