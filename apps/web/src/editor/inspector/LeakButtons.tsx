'use client';

import type { Issue } from '@millrace/pipeline-core/validate';
import { Button } from '../../ui/Button';
import { ReasonPopover } from '../../ui/ReasonPopover';
import { heedIssue, ignoreIssue, rewriteLeak } from '../actions/leak-actions';
import { useEditor, useEditorContext } from '../use-editor';

/** What can be done about a leak: the rewrite that ends it, or leaving it as it is for a reason. */
export function LeakButtons({ issue, primary = false }: { issue: Issue; primary?: boolean }) {
  const context = useEditorContext();
  const editable = useEditor((state) => state.editable);
  if (!editable || issue.about === undefined) return null;
  return (
    <>
      {issue.rewrite === undefined ? null : (
        <Button size="sm" variant={primary ? 'primary' : 'secondary'} onClick={() => rewriteLeak(context, issue)}>
          {issue.rewrite.replaceAll('`', '')}
        </Button>
      )}
      <ReasonPopover
        label="Ignore this problem"
        question="Why is this fine here?"
        hint="Stays in the pipeline, for whoever reads it next."
        maxLength={500}
        onReason={(reason) => {
          ignoreIssue(context, issue, reason);
          return undefined; // the drawing is saved by itself
        }}
      />
    </>
  );
}

/** Takes the reason back: the problem counts again. */
export function HeedButton({ issue }: { issue: Issue }) {
  const context = useEditorContext();
  const editable = useEditor((state) => state.editable);
  if (!editable) return null;
  return (
    <Button size="sm" variant="ghost" onClick={() => heedIssue(context, issue)}>
      Show again
    </Button>
  );
}
