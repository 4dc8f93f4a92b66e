'use client';

import { CircleAlert, CircleCheck, CircleSlash } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { TextLink } from '../../ui/TextLink';
import { useToast } from '../../ui/Toast';
import { usePipeline } from '../sync/pipeline-context';
import { type EndedRun, hasEnded, watchRunEnd } from '../sync/watch-run-end';
import { type EditorContextValue, useEditor, useEditorContext } from '../use-editor';
import { runEndText } from './run-end-text';

/** How the shown run ended and where its result is; stays until the next one starts. */
export function LastRun() {
  const run = useEditor((state) => state.run);
  useEndToast();
  if (run === null || !hasEnded(run)) return null;
  return <EndedLine run={run} />;
}

function EndedLine({ run }: { run: EndedRun }) {
  const { project } = usePipeline();
  const context = useEditorContext();
  const { failed, candidates } = run.end;
  return (
    <span className="flex flex-none items-center gap-2 pr-1 text-12 whitespace-nowrap tabular-nums">
      <EndIcon run={run} />
      <TextLink href={runPage(project, run)} className="text-muted max-lg:sr-only">
        {runEndText(run)}
      </TextLink>
      {candidates && failed === null ? <TextLink href={candidatesPage(project, run)}>Candidates</TextLink> : null}
      {failed === null ? null : (
        <button
          type="button"
          className="rounded-xs font-medium text-accent underline-offset-2 hover:underline"
          onClick={() => showFailed(context, failed)}
        >
          Show it
        </button>
      )}
    </span>
  );
}

function EndIcon({ run }: { run: EndedRun }) {
  const size = 'size-[14px] flex-none';
  if (run.status === 'failed') return <CircleAlert className={`${size} text-danger`} aria-hidden />;
  if (run.status === 'cancelled') return <CircleSlash className={`${size} text-muted`} aria-hidden />;
  return <CircleCheck className={`${size} text-success`} aria-hidden />;
}

/** The same, said when it happens: who looks elsewhere on the canvas sees it, too. */
function useEndToast(): void {
  const context = useEditorContext();
  const { project } = usePipeline();
  const router = useRouter();
  const { show } = useToast();
  useEffect(
    () =>
      watchRunEnd(context.store, (run) => {
        const { failed, candidates } = run.end;
        const action =
          failed !== null
            ? { label: 'Show the step', run: () => showFailed(context, failed) }
            : candidates
              ? { label: 'See candidates', run: () => router.push(candidatesPage(project, run)) }
              : { label: 'See the run', run: () => router.push(runPage(project, run)) };
        const tone = run.status === 'succeeded' ? 'success' : run.status === 'failed' ? 'danger' : 'info';
        show({ title: `${runEndText(run)}.`, tone, action });
      }),
    [context, project, router, show],
  );
}

function showFailed({ store, effects }: EditorContextValue, { step }: { step: string }): void {
  store.getState().select([step]);
  store.getState().openInspector('log');
  effects.view.reveal(step);
}

function runPage(project: string, { id }: EndedRun): string {
  return `/p/${project}/runs/${id}`;
}

function candidatesPage(project: string, { id }: EndedRun): string {
  return `/p/${project}/experiments?run=${id}`;
}
