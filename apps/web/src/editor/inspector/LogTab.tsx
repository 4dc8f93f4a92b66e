'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { useState } from 'react';
import { learnsInRounds } from '../../features/runs/learns-in-rounds';
import { StepFit } from '../../features/runs/StepFit';
import { StepLog } from '../../features/runs/StepLog';
import { EmptyState } from '../../ui/EmptyState';
import { Select } from '../../ui/Select';
import type { StepRunView } from '../store/run-overlay-slice';
import { isLive } from '../store/selectors';
import { useEditor } from '../use-editor';
import { StepFailure } from './StepFailure';

/** What a step wrote the last time it ran, live while it does. */
export function LogTab({ step }: { step: Step }) {
  const run = useEditor((state) => state.stepRuns[step.id]);
  const live = useEditor((state) => isLive(state, step.id));
  const [chosen, setChosen] = useState('');
  const copy = run?.folds?.[Number(chosen)];
  const idx = chosen === '' || copy === undefined ? run?.idx : copy.idx;
  if (run === undefined || idx === undefined)
    return <EmptyState title="No log yet" detail="It is written when the step runs." />;
  return (
    <div className="grid gap-2">
      <p className="text-12 text-muted">{`Run ${run.runNumber}`}</p>
      {run.status === 'failed' && run.error !== null ? <StepFailure step={step} error={run.error} /> : null}
      {run.folds === undefined ? null : <FoldSelect run={run} chosen={chosen} onChoose={setChosen} />}
      {learnsInRounds(step.type) ? (
        <StepFit
          key={`${run.run} ${idx}`}
          run={run.run}
          idx={idx}
          step={step.id}
          title={stepTitle(step)}
          live={live}
          running={(copy ?? run).status === 'running'}
          withoutButton
        />
      ) : null}
      <StepLog run={run.run} idx={idx} live={live} />
    </div>
  );
}

/** Which of its copies in a fold region: what stands for all of them, or one fold. */
function FoldSelect(props: { run: StepRunView; chosen: string; onChoose: (fold: string) => void }) {
  const { folds = [], idx } = props.run;
  const shown = folds.findIndex((fold) => fold.idx === idx);
  const whole = shown === -1 ? 'All train rows' : `Fold ${shown + 1}, which decides`;
  const options = folds.map((_, fold) => ({ value: String(fold), label: `Fold ${fold + 1} of ${folds.length}` }));
  return (
    <Select
      label="Log of"
      value={props.chosen === '' ? 'whole' : props.chosen}
      options={[{ value: 'whole', label: whole }, ...options]}
      onValueChange={(value) => props.onChoose(value === 'whole' ? '' : value)}
    />
  );
}
