'use client';

import type { Step } from '@millrace/pipeline-core/document';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import { failureWords } from '../../features/runs/failure-words';
import { ErrorState } from '../../ui/ErrorState';
import { InlineText } from '../Markdown';
import { FixButton } from './FixButton';

/** Why a step failed, and what to do. */
export function StepFailure({ step, error }: { step: Step; error: ErrorReport }) {
  const { what, next } = failureWords(error);
  return (
    <ErrorState
      what={<InlineText text={what} />}
      next={next === '' ? null : <InlineText text={next} />}
      trace={error.detail}
      actions={
        error.fix === undefined ? null : <FixButton step={step} type={error.fix.addStep} before={error.fix.before} />
      }
    />
  );
}
