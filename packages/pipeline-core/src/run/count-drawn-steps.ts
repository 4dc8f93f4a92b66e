import { isFinal } from './run-state';
import type { StepStatus } from './step-status';

/** How many steps of the drawing a run has, how many of them have not ended, and in how many something failed. */
export type StepCounts = { steps: number; openSteps: number; failedSteps: number };

/**
 * The steps of a run as people count them: those of the drawing. A search is one of them, whatever it consists of, and so is
 * a step that runs once for each fold. Lists count the same way in the database.
 */
export function countDrawnSteps(stepRuns: readonly { status: StepStatus; spec: { step: string } }[]): StepCounts {
  const count = (own: typeof stepRuns) => new Set(own.map(({ spec }) => spec.step)).size;
  return {
    steps: count(stepRuns),
    openSteps: count(stepRuns.filter(({ status }) => !isFinal(status))),
    failedSteps: count(stepRuns.filter(({ status }) => status === 'failed')),
  };
}
