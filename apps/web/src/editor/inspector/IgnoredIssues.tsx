'use client';

import type { Step } from '@millrace/pipeline-core/document';
import { EyeOff } from 'lucide-react';
import { withoutPlace } from '../drawing/issue-text';
import { InlineText } from '../Markdown';
import { useEditor } from '../use-editor';
import { HeedButton } from './LeakButtons';

/** Problems of a step that somebody left as they are, greyed, with the reasons. */
export function IgnoredIssues({ step }: { step: Step }) {
  const all = useEditor((state) => state.ignored);
  const own = all.filter(({ issue }) => issue.step === step.id);
  return own.map(({ issue, reason }) => (
    <div
      key={`${issue.code} ${issue.about ?? ''}`}
      className="flex gap-2 rounded-control border border-border px-3 py-2.5 text-muted"
    >
      <EyeOff className="mt-px" aria-hidden />
      <div className="grid min-w-0 flex-1 gap-1">
        <p>
          Ignored: <InlineText text={withoutPlace(issue.message)} />
        </p>
        <p className="text-text">Because: {reason}</p>
        <div>
          <HeedButton issue={issue} />
        </div>
      </div>
    </div>
  ));
}
