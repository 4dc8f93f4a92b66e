'use client';

import { stepTitle } from '@millrace/pipeline-core/validate';
import { learnsInRounds } from '../../features/runs/learns-in-rounds';
import { StepFit } from '../../features/runs/StepFit';
import { StepLog } from '../../features/runs/StepLog';
import { EmptyState } from '../../ui/EmptyState';
import { isLive, selectedStep } from '../store/selectors';
import { useEditor } from '../use-editor';

/** The log of the chosen step, else of the whole run. */
export function LogsPanel() {
  const run = useEditor((state) => state.run);
  const step = useEditor(selectedStep);
  const stepRun = useEditor((state) => (step === null ? undefined : state.stepRuns[step.id]));
  const live = useEditor((state) => (step === null ? state.run?.status === 'running' : isLive(state, step.id)));
  if (run === null) return <EmptyState title="Nothing has run yet" detail="Logs appear as steps write them." />;
  return (
    <div className="grid gap-2 px-4 py-2">
      {step === null || stepRun === undefined || !learnsInRounds(step.type) ? null : (
        <StepFit
          key={`fit ${stepRun.run} ${stepRun.idx}`}
          run={stepRun.run}
          idx={stepRun.idx}
          step={step.id}
          title={stepTitle(step)}
          live={live}
          running={stepRun.status === 'running'}
        />
      )}
      {stepRun === undefined ? (
        <StepLog key={run.id} run={run.id} live={live} />
      ) : (
        <StepLog key={`${stepRun.run} ${stepRun.idx}`} run={stepRun.run} idx={stepRun.idx} live={live} />
      )}
    </div>
  );
}
