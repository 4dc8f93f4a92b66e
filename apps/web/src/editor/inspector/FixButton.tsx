'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { getContract, isStepType } from '@millrace/pipeline-core/steps';
import { Button } from '../../ui/Button';
import { addFix } from '../actions/add-step';
import { useEditor, useEditorContext } from '../use-editor';

/** Adds the step that mends an issue, wired. */
export function FixButton(props: {
  step: Step;
  type: string;
  title?: string;
  before: boolean;
  params?: Step['params'] | undefined;
}) {
  const context = useEditorContext();
  const editable = useEditor((state) => state.editable);
  const { step, type, before, params } = props;
  if (!editable || !isStepType(type)) return null;
  const title = props.title ?? `Add ${getContract(type).title} ${before ? 'before' : 'behind'}`;
  return (
    <Button size="sm" variant="primary" onClick={() => addFix(context, { type, step: step.id, before, params })}>
      {title}
    </Button>
  );
}
