'use client';

import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { stepsWithBest } from '../actions/best-so-far';
import { useEditor, useEditorContext } from '../use-editor';

/** Stop, where a search or a round-by-round fit is at work: keep the best it has and go on, or throw it away. */
export function StopDialog() {
  const open = useEditor((state) => state.stopAsked && state.run?.status === 'running');
  return open ? <Question /> : null;
}

function Question() {
  const { store, effects } = useEditorContext();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = useEditor((state) => state.run);
  // As it was when it was asked: while somebody reads, a step may come to its end.
  const [steps] = useState(() => stepsWithBest(store.getState()));
  const close = () => store.getState().show({ stopAsked: false });
  if (run === null) return null;
  const doing = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      close();
    } catch (error) {
      setFailure(reportOf(error).message);
      setBusy(false);
    }
  };
  const names = steps.map(({ title }) => title).join(' and ');
  return (
    <Dialog
      open
      onOpenChange={(next) => (next ? undefined : close())}
      title={`Stop run ${run.number}?`}
      description={`${names} ${steps.length === 1 ? 'has' : 'have'} a best so far. Kept, it is handed on and the run goes on behind it; thrown away, the run ends here.`}
      footer={
        <>
          <Button onClick={close}>Let it run</Button>
          <Button variant="danger" loading={busy} onClick={() => doing(() => effects.stopRun(run.id))}>
            Stop, throw it away
          </Button>
          <Button
            variant="primary"
            loading={busy}
            onClick={() => doing(() => Promise.all(steps.map(({ step }) => effects.finishStep(run.id, step))))}
          >
            Keep the best so far
          </Button>
        </>
      }
    >
      {failure === null ? null : (
        <p role="alert" className="text-danger">
          {failure}
        </p>
      )}
    </Dialog>
  );
}
