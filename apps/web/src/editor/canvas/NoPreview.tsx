'use client';

import type { PreviewShape } from '@millrace/pipeline-core/api';
import { isError, stepTitle } from '@millrace/pipeline-core/validate';
import { Button } from '../../ui/Button';
import { runToStep } from '../actions/run-actions';
import { noPreviewReason } from '../drawing/no-preview';
import { outputTypes } from '../drawing/step-ports';
import { useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { useStepView } from './StepNode';

type None = Extract<PreviewShape, { state: 'none' }>;

/** Why there is nothing to see, with the button that changes it. `none`: why the rows cannot be computed before a run. */
export function NoPreview(props: { step: string; port: string; hasOutput: boolean; none?: None }) {
  const { step, port, hasOutput, none } = props;
  const view = useStepView(step);
  const type = useEditor((state) => outputTypes(state.document).get(step)?.[port] ?? 'Any');
  const stepType = useEditor((state) => state.document.steps[step]?.type ?? '');
  const lacksInput = useEditor((state) => state.issuesByStep[step]?.find(isError)?.code === 'input-empty');
  const { text, action } = noPreviewReason({
    ...{ state: view.state, note: view.note, type, step: stepType, hasOutput, lacksInput },
    ...(none === undefined ? {} : { why: none.reason, helps: none.helps }),
  });
  // What the server said is of the step in the way; what the drawing says of a step that is not ready is its own.
  const at = none === undefined || none.helps === 'run' || view.state === 'draft' ? step : none.step;
  return (
    <div className="grid justify-items-start gap-2 px-3 pt-0.5 pb-2 text-12">
      <p className="text-muted">{text}</p>
      {action === 'run' ? <RunToHere step={step} /> : null}
      {action === 'configure' || action === 'connect' ? <MendStep step={at} by={action} of={step} /> : null}
    </div>
  );
}

/** Leads to what keeps the rows of a step from being there: at the step itself, or at one before it. */
export function MendStep({ step, by, of }: { step: string; by: 'configure' | 'connect'; of: string }) {
  const { store } = useEditorContext();
  const editable = useEditor((state) => state.editable);
  const title = useEditor((state) => {
    const found = state.document.steps[step];
    return found === undefined ? '' : stepTitle(found);
  });
  if (by === 'connect' && !editable) return null;
  const settings = step === of ? 'Open its settings' : `Open the settings of ${title}`;
  return (
    <Button
      size="sm"
      onClick={() => {
        const { select, show, openInspector, document } = store.getState();
        const target = document.steps[step];
        show({ peek: null });
        if (target === undefined) return;
        select([target.id]);
        if (by === 'connect') show({ keyboardLines: { step: target.id, verb: 'connect' } });
        else openInspector('settings');
      }}
    >
      {by === 'connect' ? 'Draw a line' : settings}
    </Button>
  );
}

/** Runs what is needed for this step; nothing for those who may not start runs. */
export function RunToHere({ step }: { step: string }) {
  const { store } = useEditorContext();
  const perform = useRunAction();
  const canRun = useEditor((state) => state.canRun);
  if (!canRun) return null;
  return (
    <Button
      size="sm"
      onClick={() => {
        const target = store.getState().document.steps[step];
        store.getState().show({ peek: null });
        if (target !== undefined) perform(runToStep(target.id));
      }}
    >
      Run to here
    </Button>
  );
}
