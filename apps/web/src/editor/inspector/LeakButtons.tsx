'use client';

import type { Issue } from '@millrace/pipeline-core/validate';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Popover } from '../../ui/Popover';
import { Textarea } from '../../ui/Textarea';
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
      <IgnoreButton issue={issue} />
    </>
  );
}

function IgnoreButton({ issue }: { issue: Issue }) {
  const context = useEditorContext();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') return;
    setOpen(false);
    ignoreIssue(context, issue, reason.trim());
  };
  return (
    <Popover
      label="Ignore this problem"
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <Button size="sm" variant="ghost">
          Ignore, because…
        </Button>
      }
    >
      <form onSubmit={submit} className="grid gap-2">
        <Field label="Why is this fine here?" hint="Stays in the pipeline, for whoever reads it next.">
          {(ids) => (
            <Textarea
              {...ids}
              required
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end">
          <Button size="sm" variant="primary" type="submit" disabled={reason.trim() === ''}>
            Ignore
          </Button>
        </div>
      </form>
    </Popover>
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
