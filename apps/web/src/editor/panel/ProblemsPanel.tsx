'use client';

import { isStepType } from '@millrace/pipeline-core/steps';
import type { Ignored, Issue } from '@millrace/pipeline-core/validate';
import { EyeOff, OctagonX, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { addFix } from '../actions/add-step';
import { openSetting } from '../actions/open-setting';
import { ConnectButton } from '../inspector/ConnectButton';
import { HeedButton, LeakButtons } from '../inspector/LeakButtons';
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
  const ignored = useEditor((state) => state.ignored);
  useEndOfProblems(all.length + ignored.length);
  if (all.length + ignored.length === 0)
    return <EmptyState title="No problems" detail="What is missing or doubtful appears here while you draw." />;
  return (
    <>
      {all.length === 0 ? null : (
        <ul aria-label="Problems" className="py-1">
          {all.map((issue) => (
            <Row key={`${issue.code} ${issue.step ?? ''} ${issue.message}`} issue={issue} />
          ))}
        </ul>
      )}
      {ignored.length === 0 ? null : (
        <section aria-label="Ignored problems" className="border-border py-1 not-first:border-t">
          <h3 className="px-4 py-1 font-medium text-12 text-muted">{ignored.length} ignored, each with a reason</h3>
          <ul>
            {ignored.map((one) => (
              <IgnoredRow key={`${one.issue.code} ${one.issue.step ?? ''} ${one.issue.about ?? ''}`} ignored={one} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/**
 * The panel closes when nothing is left in it, the last problem having been mended: it was there for them. One opened
 * without any stays, and so does one that lists what was ignored.
 */
function useEndOfProblems(count: number): void {
  const { store } = useEditorContext();
  const had = useRef(false);
  useEffect(() => {
    if (count === 0 && had.current) store.getState().show({ bottomOpen: false });
    had.current = count > 0;
  }, [count, store]);
}

function useReveal(step: Issue['step']) {
  const { store, effects } = useEditorContext();
  return () => {
    if (step === undefined || store.getState().document.steps[step] === undefined) return;
    store.getState().select([step]);
    store.getState().openInspector('settings');
    effects.view.reveal(step);
  };
}

function IgnoredRow({ ignored: { issue, reason } }: { ignored: Ignored }) {
  const reveal = useReveal(issue.step);
  return (
    <li className="flex min-h-9 items-center gap-2 px-4 text-muted hover:bg-hover">
      <EyeOff className="size-[14px]" aria-label="Ignored" />
      <button
        type="button"
        className="min-w-0 flex-1 truncate rounded-sm py-1 text-left"
        title={`${reason}. ${issue.message}`}
        onClick={reveal}
      >
        <span className="text-text">{reason}</span> · <InlineText text={issue.message} />
      </button>
      <HeedButton issue={issue} />
    </li>
  );
}

function Row({ issue }: { issue: Issue }) {
  const context = useEditorContext();
  const reveal = useReveal(issue.step);
  const step = useEditor((state) => (issue.step === undefined ? undefined : state.document.steps[issue.step]));
  const editable = useEditor((state) => state.editable);
  const { fix, open } = issue;
  return (
    <li className="flex min-h-9 items-center gap-2 px-4 hover:bg-hover">
      {issue.severity === 'error' ? (
        <OctagonX className="size-[14px] text-danger" aria-label="Error" />
      ) : (
        <TriangleAlert className="size-[14px] text-warning" aria-label="Warning" />
      )}
      <button type="button" className="min-w-0 flex-1 rounded-sm py-1 text-left" title={issue.message} onClick={reveal}>
        <span className="line-clamp-2">
          <InlineText text={issue.message} />
        </span>
      </button>
      <LeakButtons issue={issue} />
      <ConnectButton issue={issue} />
      {open === undefined ? null : (
        <Button size="sm" onClick={() => openSetting(context, open)}>
          {open.title}
        </Button>
      )}
      {fix !== undefined && step !== undefined && editable && isStepType(fix.addStep) ? (
        <Button
          size="sm"
          onClick={() => addFix(context, { type: fix.addStep, step: step.id, before: true, params: fix.params })}
        >
          {fix.title}
        </Button>
      ) : null}
    </li>
  );
}
