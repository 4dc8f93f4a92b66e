'use client';

import { isStepType } from '@millrace/pipeline-core/steps';
import type { Issue } from '@millrace/pipeline-core/validate';
import { OctagonX, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { addFix } from '../actions/add-step';
import { InlineText } from '../Markdown';
import { openFailures, problemsOf } from '../store/problems';
import { useEditor, useEditorContext } from '../use-editor';

/** Everything that keeps the drawing from running or makes its results doubtful; each leads to its step. */
export function ProblemsPanel() {
  const issues = useEditor((state) => state.issues);
  const failed = useEditor((state) => openFailures(state).join(' '));
  const { store } = useEditorContext();
  // biome-ignore lint/correctness/useExhaustiveDependencies: not read, but the list changes with these two
  const all = useMemo(() => problemsOf(store.getState()), [store, issues, failed]);
  if (all.length === 0)
    return <EmptyState title="No problems" detail="What is missing or doubtful appears here while you draw." />;
  return (
    <ul aria-label="Problems" className="py-1">
      {all.map((issue) => (
        <Row key={`${issue.code} ${issue.step ?? ''} ${issue.message}`} issue={issue} />
      ))}
    </ul>
  );
}

function Row({ issue }: { issue: Issue }) {
  const context = useEditorContext();
  const { store, effects } = context;
  const step = useEditor((state) => (issue.step === undefined ? undefined : state.document.steps[issue.step]));
  const editable = useEditor((state) => state.editable);
  const { fix } = issue;
  return (
    <li className="flex min-h-9 items-center gap-2 px-4 hover:bg-hover">
      {issue.severity === 'error' ? (
        <OctagonX className="size-[14px] text-danger" aria-label="Error" />
      ) : (
        <TriangleAlert className="size-[14px] text-warning" aria-label="Warning" />
      )}
      <button
        type="button"
        className="min-w-0 flex-1 truncate rounded-sm py-1 text-left"
        title={issue.message}
        onClick={() => {
          if (step === undefined) return;
          store.getState().select([step.id]);
          store.getState().show({ inspectorOpen: true, inspectorTab: 'settings' });
          effects.view.reveal(step.id);
        }}
      >
        <InlineText text={issue.message} />
      </button>
      {fix !== undefined && step !== undefined && editable && isStepType(fix.addStep) ? (
        <Button size="sm" onClick={() => addFix(context, { type: fix.addStep, step: step.id, before: true })}>
          {fix.title}
        </Button>
      ) : null}
    </li>
  );
}
