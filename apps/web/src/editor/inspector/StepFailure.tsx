'use client';

import type { Step } from '@millrace/pipeline-core/document';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import { ErrorState } from '../../ui/ErrorState';
import { InlineText } from '../Markdown';
import { FixButton } from './FixButton';

/** Why a step failed, and what to do. */
export function StepFailure({ step, error }: { step: Step; error: ErrorReport }) {
  return (
    <ErrorState
      what={<InlineText text={error.message} />}
      next={error.message.includes(error.next) ? null : <InlineText text={error.next} />}
      trace={error.detail}
      actions={
        error.fix === undefined ? null : <FixButton step={step} type={error.fix.addStep} before={error.fix.before} />
      }
    />
  );
}
