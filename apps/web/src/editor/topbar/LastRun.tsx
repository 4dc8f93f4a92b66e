'use client';

import { CircleAlert, CircleCheck, CircleSlash } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { TextLink } from '../../ui/TextLink';
import { useToast } from '../../ui/Toast';
import { showFailure } from '../actions/show-failure';
import { usePipeline } from '../sync/pipeline-context';
import { type EndedRun, hasEnded, watchRunEnd } from '../sync/watch-run-end';
import { useEditor, useEditorContext } from '../use-editor';
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
    <span className="flex min-w-0 items-center gap-2 pr-1 text-12 whitespace-nowrap tabular-nums">
      <EndIcon run={run} />
      <TextLink
        href={runPage(project, run)}
        title={runEndText(run)}
        className="min-w-0 truncate text-muted max-lg:sr-only @max-3xl:sr-only"
      >
        {runEndText(run)}
      </TextLink>
      {candidates && failed === null ? <TextLink href={candidatesPage(project, run)}>Candidates</TextLink> : null}
      {failed === null ? null : (
        <button
          type="button"
          className="flex-none rounded-xs font-medium text-accent underline-offset-2 hover:underline"
          onClick={() => showFailure(context, failed)}
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
            ? { label: 'Show the step', run: () => showFailure(context, failed) }
            : candidates
              ? { label: 'See candidates', run: () => router.push(candidatesPage(project, run)) }
              : { label: 'See the run', run: () => router.push(runPage(project, run)) };
        const tone = run.status === 'succeeded' ? 'success' : run.status === 'failed' ? 'danger' : 'info';
        show({ title: `${runEndText(run)}.`, tone, action });
      }),
    [context, project, router, show],
  );
}

function runPage(project: string, { id }: EndedRun): string {
  return `/p/${project}/runs/${id}`;
}

function candidatesPage(project: string, { id }: EndedRun): string {
  return `/p/${project}/experiments/leaderboard?run=${id}`;
}
