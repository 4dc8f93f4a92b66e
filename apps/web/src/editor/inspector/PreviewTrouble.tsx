'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { Notice } from '../../ui/Notice';
import { useStepView } from '../canvas/StepNode';
import { withoutTitle } from '../drawing/issue-text';
import { InlineText } from '../Markdown';
import { useStepPreview } from '../sync/use-step-preview';
import { useEditor } from '../use-editor';
import { StoppedPreview } from './StoppedPreview';

/** Beside the settings: what the step stops at, or warns of, on the rows of its preview as they are now. */
export function PreviewTrouble({ step }: { step: Step }) {
  const [port = ''] = Object.keys(findContract(step.type)?.outputs ?? {});
  const { state } = useStepView(step.id);
  const { wanted, answer } = useStepPreview({ step: step.id, port, state });
  const told = useEditor((store) => (state === 'failed' ? store.stepRuns[step.id]?.error?.message : undefined));
  if (!wanted || answer === null || state === 'draft') return null;
  // A failed run has said it already.
  if (answer.state === 'stopped')
    return answer.error.message === told ? null : <StoppedPreview step={step.id} answer={answer} />;
  const notes = answer.state === 'rows' ? answer.notes.filter((note) => note.step === step.id) : [];
  return notes.map(({ message }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a step may say the same twice, and the list is that of one answer
    <Notice key={`${at} ${message}`} tone="warning">
      <InlineText text={withoutTitle(message, stepTitle(step))} />
    </Notice>
  ));
}
