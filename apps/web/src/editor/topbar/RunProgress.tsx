'use client';

import { Square } from 'lucide-react';
import { Button } from '../../ui/Button';
import { Spinner } from '../../ui/Spinner';
import { stopRunAction } from '../actions/run-actions';
import { useActionEnabled, useRunAction } from '../use-action';
import { useEditor } from '../use-editor';

/** The run that is going on: its number, how far it is, Stop. */
export function RunProgress() {
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
