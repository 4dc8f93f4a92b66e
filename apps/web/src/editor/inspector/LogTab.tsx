'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { StepLog } from '../../features/runs/StepLog';
import { EmptyState } from '../../ui/EmptyState';
import { isLive } from '../store/selectors';
import { useEditor } from '../use-editor';

/** What a step wrote the last time it ran, live while it does. */
export function LogTab({ step }: { step: Step }) {
  const run = useEditor((state) => state.stepRuns[step.id]);
  const live = useEditor((state) => isLive(state, step.id));
  if (run === undefined) return <EmptyState title="No log yet" detail="It is written when the step runs." />;
  return (
    <div className="grid gap-2">
      <p className="text-12 text-muted">{`Run ${run.runNumber}`}</p>
      <StepLog run={run.run} idx={run.idx} live={live} />
    </div>
  );
}
