'use client';

import type { PreviewShape } from '@millrace/pipeline-core/api';
import { ErrorState } from '../../ui/ErrorState';
import { withoutPlace } from '../drawing/issue-text';
import { foundText } from '../drawing/preview-view';
import { InlineText } from '../Markdown';
import { useEditor } from '../use-editor';
import { FixButton } from './FixButton';

type Stopped = Extract<PreviewShape, { state: 'stopped' }>;

type StoppedPreviewProps = {
  step: string;
  answer: Stopped;
  /** Beside the settings it is announced; in other places it is only shown. */
  quiet?: boolean;
};

/** What a step stops at on the rows of its preview, in its own words. A run, which looks at all rows, may not. */
export function StoppedPreview({ step, answer, quiet = false }: StoppedPreviewProps) {
  const own = answer.step === step;
  const culprit = useEditor((state) => state.document.steps[answer.step]);
  const { message, next, fix } = answer.error;
  const what = own ? withoutPlace(message) : `${answer.title} stops before this step. ${withoutPlace(message)}`;
  return (
    <ErrorState
      what={<InlineText text={what} />}
      where={foundText(answer.basis)}
      quiet={quiet}
      next={message.includes(next) ? null : <InlineText text={next} />}
      actions={
        fix === undefined || culprit === undefined ? null : (
          <FixButton step={culprit} type={fix.addStep} before={fix.before} />
        )
      }
    />
  );
}
