'use client';

import { Square } from 'lucide-react';
import { Button } from '../../ui/Button';
import { Spinner } from '../../ui/Spinner';
import { stopRunAction } from '../actions/run-actions';
import { useRunList } from '../sync/use-run-list';
import { useActionEnabled, useRunAction } from '../use-action';
import { useEditor, useEditorContext } from '../use-editor';
import { LastRun } from './LastRun';

/** The run that is shown: which one while it is not the newest, how far it is while it goes on, Stop, and how it ended. */
export function RunProgress() {
  return (
    <>
      <PinnedRun />
      <LiveRun />
      <LastRun />
    </>
  );
}

/** A run of the address is shown until another is started or the newest is asked for. */
function PinnedRun() {
  const { store } = useEditorContext();
  const pinned = useEditor((state) => state.pinnedRun);
  const run = useEditor((state) => state.run);
  const newest = useRunList().data?.runs[0]?.id;
  if (pinned === null || pinned === newest) return null;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap tabular-nums">
      <span className="text-muted max-lg:sr-only @max-5xl:sr-only">
        {run === null ? 'An earlier run' : `Showing run ${run.number}`}
      </span>
      <Button size="sm" onClick={() => store.getState().show({ pinnedRun: null })}>
        Show the newest run
      </Button>
    </span>
  );
}

function LiveRun() {
  const run = useEditor((state) => state.run);
  const perform = useRunAction();
  const canStop = useActionEnabled(stopRunAction);
  if (run?.status !== 'running') return null;
  return (
    <span role="status" className="flex items-center gap-2 pr-1 whitespace-nowrap tabular-nums">
      <span className="text-info">
        <Spinner />
      </span>
      <b className="font-semibold">{`Run ${run.number}`}</b>
      <span className="text-muted">{`${run.finished} of ${run.steps}`}</span>
      {canStop ? (
        <Button variant="ghost" size="sm" onClick={() => perform(stopRunAction)}>
          <Square className="fill-current" aria-hidden />
          Stop
        </Button>
      ) : null}
    </span>
  );
}
