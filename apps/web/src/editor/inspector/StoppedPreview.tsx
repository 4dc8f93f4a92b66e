'use client';

import type { PreviewShape } from '@millrace/pipeline-core/api';
import { ErrorState } from '../../ui/ErrorState';
import { withoutPlace } from '../drawing/issue-text';
import { InlineText } from '../Markdown';
import { useEditor } from '../use-editor';
import { FixButton } from './FixButton';

type Stopped = Extract<PreviewShape, { state: 'stopped' }>;

/** What a step stops at on the rows of its preview, in its own words: a run would stop there, too. */
export function StoppedPreview({ step, answer }: { step: string; answer: Stopped }) {
  const own = answer.step === step;
  const culprit = useEditor((state) => state.document.steps[answer.step]);
  const { message, next, fix } = answer.error;
  const what = own ? withoutPlace(message) : `${answer.title} stops before this step. ${withoutPlace(message)}`;
  return (
    <ErrorState
      what={<InlineText text={what} />}
      where={own ? 'Found before a run, on the rows of the preview.' : null}
      next={message.includes(next) ? null : <InlineText text={next} />}
      actions={
        fix === undefined || culprit === undefined ? null : (
          <FixButton step={culprit} type={fix.addStep} before={fix.before} />
        )
      }
    />
  );
}
