'use client';

import { getContract, isStepType } from '@millrace/pipeline-core/steps';
import { formatNumber } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { addFix } from '../actions/add-step';
import { withoutPlace } from '../drawing/issue-text';
import type { ShownState } from '../drawing/step-view';
import { InlineText } from '../Markdown';
import { useEditor, useEditorContext } from '../use-editor';

/**
 * Between head and foot: the error and what mends it, or how far the step has come. Only of a chosen step, which lies
 * over its neighbours, is the error spread out: two that failed beside each other would cover each other's words.
 */
export function StepBody({ id, state, chosen }: { id: string; state: ShownState; chosen: boolean }) {
  if (state === 'failed') return chosen ? <ErrorBody id={id} /> : null;
  if (state === 'running') return <ProgressBody id={id} />;
  return null;
}

function ProgressBody({ id }: { id: string }) {
  const progress = useEditor((state) => state.progress[id]);
  // The foot of a search counts its trials already.
  const counted = useEditor((state) => state.stepRuns[id]?.search !== undefined);
  const metric = Object.entries(progress?.metrics ?? {})[0];
  if (progress === undefined || metric === undefined) return null;
  return (
    <section className="flex justify-between gap-2 pb-1 tabular-nums">
      {counted ? null : (
        <span className="truncate">{`${formatNumber(progress.done)} of ${formatNumber(progress.total)}`}</span>
      )}
      <span className="flex-none font-medium text-text">{`${metric[0]} ${formatNumber(metric[1], 4)}`}</span>
    </section>
  );
}

function ErrorBody({ id }: { id: string }) {
  const context = useEditorContext();
  const error = useEditor((state) => state.stepRuns[id]?.error ?? null);
  const editable = useEditor((state) => state.editable);
  const step = useEditor((state) => state.document.steps[id]);
  if (error === null || step === undefined) return null;
  const { fix } = error;
  return (
    <section className="nodrag">
      <p className="mt-1.5 mb-2 line-clamp-6 text-text" title={error.message}>
        <InlineText text={withoutPlace(error.message)} />
      </p>
      <div className="flex gap-1.5 pb-2">
        {fix !== undefined && editable && isStepType(fix.addStep) ? (
          <Button
            size="sm"
            variant="primary"
            onClick={() => addFix(context, { type: fix.addStep, step: step.id, before: fix.before })}
          >
            {`Add ${getContract(fix.addStep).title}`}
          </Button>
        ) : null}
        <Button size="sm" onClick={() => context.store.getState().openInspector('log')}>
          Show log
        </Button>
      </div>
    </section>
  );
}
