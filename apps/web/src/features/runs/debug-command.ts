import type { StepStatus } from '@millrace/pipeline-core/run';
import { findContract } from '@millrace/pipeline-core/steps';

/** What opens one step of a run in a debugger, in the folder of Millrace. */
export function debugCommand(run: string, idx: number): string {
  return `npm run millrace -- debug ${run}-${idx}`;
}

/** Whether a step has got its inputs and ended by itself, in Node alone: one that asks a model of Python needs a worker. */
export function isDebuggable({ status, type, queue }: { status: StepStatus; type: string; queue: string }): boolean {
  if (queue === 'python' || findContract(type)?.flags.notInNode === true) return false;
  return status === 'succeeded' || status === 'cached' || status === 'failed';
}
