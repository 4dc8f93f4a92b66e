import type { PlanItem } from '@millrace/pipeline-core/plan';
import type { StepRunView } from '../store/run-overlay-slice';

type Facts = {
  run: Pick<StepRunView, 'status' | 'runNumber'> | undefined;
  /** The run is the one going on now. */
  live: boolean;
  plan: PlanItem | undefined;
};

/** Whether the run that is going on still has this step to do: nobody needs to start it again. */
export function isUnderWay({ run, live }: Pick<Facts, 'run' | 'live'>): boolean {
  return live && run !== undefined && ['waiting', 'held', 'ready', 'running', 'parked'].includes(run.status);
}

/**
 * What becomes of a step, at the foot of its settings: while a run holds it what that run does with it, else what the next
 * one would do. A plan made before the run says nothing of a step that the run is at.
 */
export function footText({ run, live, plan }: Facts): string {
  if (live && run !== undefined) {
    const inRun = inThisRun(run);
    if (inRun !== null) return inRun;
  }
  if (plan === undefined) return '';
  if (plan.decision === 'reused') return 'Result is reused';
  return `${plan.decision === 'runs' ? 'Will run' : 'May run'}: ${plan.reason.replaceAll('`', '')}`;
}

function inThisRun({ status, runNumber }: Pick<StepRunView, 'status' | 'runNumber'>): string | null {
  switch (status) {
    case 'running':
      return `Run ${runNumber} is at it`;
    case 'waiting':
    case 'held':
    case 'ready':
      return `Run ${runNumber} has it before it`;
    case 'parked':
      return `Run ${runNumber} waits for you here`;
    case 'succeeded':
    case 'cached':
      return `Done in run ${runNumber}`;
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return null;
    default:
      return status satisfies never;
  }
}
