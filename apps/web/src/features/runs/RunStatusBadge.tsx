import type { RunStatus, StepCounts } from '@millrace/pipeline-core/run';
import { StateBadge } from '../../ui/StateBadge';
import { runDisplayState } from './run-states';

/** State of a run; while it runs, how far it is. */
export function RunStatusBadge({ run }: { run: { status: RunStatus } & StepCounts }) {
  const detail = run.status === 'running' ? `${run.steps - run.openSteps} of ${run.steps}` : undefined;
  const reason = run.failedSteps > 0 ? `${run.failedSteps} of ${run.steps} steps failed` : undefined;
  return <StateBadge state={runDisplayState[run.status]} detail={detail} reason={reason} />;
}
