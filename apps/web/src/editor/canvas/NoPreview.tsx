'use client';

import { Button } from '../../ui/Button';
import { runToStep } from '../actions/run-actions';
import { noPreviewReason } from '../drawing/no-preview';
import { outputTypes } from '../drawing/step-ports';
import { useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { useStepView } from './StepNode';

/** Why there is nothing to see, with the button that changes it. `why` tells why the rows cannot be computed before a run. */
export function NoPreview(props: { step: string; port: string; hasOutput: boolean; why?: string }) {
  const { step, port, hasOutput, why } = props;
  const { store } = useEditorContext();
  const view = useStepView(step);
  const type = useEditor((state) => outputTypes(state.document).get(step)?.[port] ?? 'Any');
  const { text, action } = noPreviewReason({
    ...{ state: view.state, note: view.note, type, hasOutput },
    ...(why === undefined ? {} : { why }),
  });
  return (
    <div className="grid justify-items-start gap-2 px-3 pt-0.5 pb-2 text-12">
      <p className="text-muted">{text}</p>
      {action === 'run' ? <RunToHere step={step} /> : null}
      {action === 'configure' ? (
        <Button
          size="sm"
          onClick={() => {
            store.getState().select([step]);
            store.getState().show({ peek: null });
            store.getState().openInspector('settings');
          }}
        >
          Open its settings
        </Button>
      ) : null}
    </div>
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
