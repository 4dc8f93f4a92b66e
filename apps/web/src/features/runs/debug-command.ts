import type { StepStatus } from '@millrace/pipeline-core/run';

/** What opens one step of a run in a debugger, in the folder of Millrace. */
export function debugCommand(run: string, idx: number): string {
  return `npm run millrace -- debug ${run}-${idx}`;
}

/** Whether a step has got its inputs and ended by itself. */
export function isDebuggable(status: StepStatus): boolean {
  return status === 'succeeded' || status === 'cached' || status === 'failed';
}
