'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { type Issue, isError } from '@millrace/pipeline-core/validate';
import { Notice } from '../../ui/Notice';
import { withoutPlace } from '../drawing/issue-text';
import { InlineText } from '../Markdown';
import { hasFailed } from '../store/selectors';
import { useEditor } from '../use-editor';
import { AwaitedNotice } from './AwaitedNotice';
import { ConnectButton } from './ConnectButton';
import { deriveForm, visibleFields } from './derive-form';
import { FixButton } from './FixButton';
import { IgnoredIssues } from './IgnoredIssues';
import { LeakButtons } from './LeakButtons';
import { OpenSettingButton } from './OpenSettingButton';
import { StepFailure } from './StepFailure';

const none: readonly Issue[] = [];

/** What is wrong with a step beside the errors of its fields, each with the button that mends it. */
export function StepIssues({ step }: { step: Step }) {
  const issues = useEditor((state) => state.issuesByStep[step.id] ?? none);
  const failed = useEditor((state) => {
    const run = state.stepRuns[step.id];
    return run !== undefined && hasFailed(state, step.id) ? run.error : null;
  });
  // An error of a field stands at the field.
  const fields = new Set(visibleFields(deriveForm(step.type), step.params).map(({ name }) => name));
  const elsewhere = issues.filter((issue) => !isError(issue) || issue.param === undefined || !fields.has(issue.param));
  return (
    <>
      {failed === null ? null : <StepFailure step={step} error={failed} />}
      {elsewhere.map((issue) => (
        <Notice
          key={`${issue.code} ${issue.param ?? ''} ${issue.message}`}
          tone={issue.severity === 'error' ? 'danger' : 'warning'}
          actions={
            issue.about !== undefined ? (
              <LeakButtons issue={issue} primary />
            ) : issue.open !== undefined ? (
              <OpenSettingButton open={issue.open} />
            ) : issue.code === 'input-empty' ? (
              <ConnectButton issue={issue} primary />
            ) : issue.fix === undefined ? null : (
              <FixButton
                step={step}
                type={issue.fix.addStep}
                title={issue.fix.title}
                params={issue.fix.params}
                before
              />
            )
          }
        >
          <InlineText text={withoutPlace(issue.message)} />
        </Notice>
      ))}
      <AwaitedNotice step={step} />
      <IgnoredIssues step={step} />
    </>
  );
}
