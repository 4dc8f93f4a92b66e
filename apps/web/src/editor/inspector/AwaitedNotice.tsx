'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { openSetting } from '../actions/open-setting';
import { awaitedSetting } from '../drawing/awaited-setting';
import { InlineText } from '../Markdown';
import { useEditorContext, useEditorShallow } from '../use-editor';

/** Nothing is wrong with this step, but it waits for a setting of one before: what to do there, and the way to it. */
export function AwaitedNotice({ step }: { step: Step }) {
  const context = useEditorContext();
  const awaited = useEditorShallow((state) => awaitedSetting(state, step.id));
  if (awaited === null) return null;
  const { step: before, param, text } = awaited;
  return (
    <Notice
      tone="info"
      actions={
        <Button size="sm" variant="primary" onClick={() => openSetting(context, { step: before.id, param })}>
          {`Open ${stepTitle(before)}`}
        </Button>
      }
    >
      <InlineText text={text} />
    </Notice>
  );
}
