'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { getContract, isStepType } from '@millrace/pipeline-core/steps';
import type { Issue } from '@millrace/pipeline-core/validate';
import { Button } from '../../ui/Button';
import { ErrorState } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { addFix } from '../actions/add-step';
import { withoutPlace } from '../drawing/issue-text';
import { InlineText } from '../Markdown';
import { hasFailed } from '../store/selectors';
import { useEditor, useEditorContext } from '../use-editor';

const none: readonly Issue[] = [];

/** What is wrong with a step, each with the button that mends it. */
export function StepIssues({ step }: { step: Step }) {
  const issues = useEditor((state) => state.issuesByStep[step.id] ?? none);
  const failed = useEditor((state) => {
    const run = state.stepRuns[step.id];
    return run !== undefined && hasFailed(state, step.id) ? run.error : null;
  });
  return (
    <>
      {failed === null ? null : (
        <ErrorState
          what={<InlineText text={failed.message} />}
          next={failed.message.includes(failed.next) ? null : <InlineText text={failed.next} />}
          trace={failed.detail}
          actions={
            failed.fix === undefined ? null : (
              <FixButton step={step} type={failed.fix.addStep} before={failed.fix.before} />
            )
          }
        />
      )}
      {issues.map((issue) => (
        <Notice
          key={`${issue.code} ${issue.param ?? ''} ${issue.message}`}
          tone={issue.severity === 'error' ? 'danger' : 'warning'}
          actions={
            issue.fix === undefined ? null : (
              <FixButton step={step} type={issue.fix.addStep} title={issue.fix.title} before />
            )
          }
        >
          <InlineText text={withoutPlace(issue.message)} />
        </Notice>
      ))}
    </>
  );
}

function FixButton(props: { step: Step; type: string; title?: string; before: boolean }) {
  const context = useEditorContext();
  const editable = useEditor((state) => state.editable);
  const { step, type, before } = props;
  if (!editable || !isStepType(type)) return null;
  const title = props.title ?? `Add ${getContract(type).title} ${before ? 'before' : 'behind'}`;
  return (
    <Button size="sm" variant="primary" onClick={() => addFix(context, { type, step: step.id, before })}>
      {title}
    </Button>
  );
}
