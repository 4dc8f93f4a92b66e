'use client';

import { percentText } from '@millrace/pipeline-core/percent';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureToast } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { AlertDialog } from '../../ui/AlertDialog';
import { Button } from '../../ui/Button';
import { Sheet } from '../../ui/Sheet';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import { ReasonField } from './ReasonField';
import { readReason } from './read-reason';
import type { NewestRollout } from './rollout-rows';
import { abortEffect } from './rollout-words';

/** What a person may do to a rollout under way; each says which move it saw last. */
export function RolloutButtons({ rollout }: { rollout: NewestRollout }) {
  const { can } = useProject();
  const { move, pending } = useMove(rollout);
  const [sendsAll, setSendsAll] = useState(false);
  if (!can('deploy')) return null;
  const paused = rollout.status === 'paused';
  const { names, plan, step } = rollout;
  const next = plan.steps[step + 1]?.percent ?? 100;
  return (
    <>
      <Button size="sm" disabled={pending} onClick={() => move(paused ? 'resumed' : 'paused')}>
        {paused ? 'Resume' : 'Pause'}
      </Button>
      {next < 100 ? (
        <Button size="sm" disabled={pending} onClick={() => move('next')}>{`Next step: ${percentText(next)}`}</Button>
      ) : null}
      <Button size="sm" disabled={pending} onClick={() => setSendsAll(true)}>
        Go to 100%
      </Button>
      <AbortButton rollout={rollout} pending={pending} onAbort={(reason) => move('aborted', reason)} />
      <Sheet open={sendsAll} onOpenChange={setSendsAll} title={`Send all traffic to ${names.challenger}`}>
        <AllForm
          rollout={rollout}
          pending={pending}
          onSend={(reason) => {
            setSendsAll(false);
            move('all', reason);
          }}
        />
      </Sheet>
    </>
  );
}

type AbortProps = { rollout: NewestRollout; pending: boolean; onAbort: (reason: string | undefined) => void };

/** Asks first, and for a reason that may be left out: who aborts may be in a hurry. */
function AbortButton({ rollout, pending, onAbort }: AbortProps) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const read = readReason(reason, { needed: false });
  return (
    <>
      <Button size="sm" variant="danger" disabled={pending} onClick={() => setOpen(true)}>
        Abort
      </Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title={`Abort the rollout of ${rollout.names.challenger}?`}
        description={abortEffect(rollout)}
        actionLabel="Abort the rollout"
        cancelLabel="Let it go on"
        disabled={!read.ready}
        onAction={() => {
          setOpen(false);
          onAbort(read.reason);
        }}
      >
        <ReasonField label="Why" optional value={reason} onChange={setReason} />
      </AlertDialog>
    </>
  );
}

type Kind = 'paused' | 'resumed' | 'next' | 'all' | 'aborted';

function useMove({ id, moves }: NewestRollout) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: trpc.rollouts.pathKey() });
    await queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() });
  };
  const { mutate, isPending } = useMutation(
    trpc.rollouts.move.mutationOptions({
      onSettled: refresh,
      onError: (error) => show(failureToast(error)),
    }),
  );
  const move = (kind: Kind, reason?: string | undefined) =>
    mutate({ project: slug, id, kind, seen: moves, ...(reason === undefined ? {} : { reason }) });
  return { move, pending: isPending };
}

function AllForm(props: { rollout: NewestRollout; pending: boolean; onSend: (reason: string) => void }) {
  const { names } = props.rollout;
  const [text, setText] = useState('');
  const { ready, reason } = readReason(text, { needed: true });
  return (
    <form
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && reason !== undefined) props.onSend(reason);
      }}
    >
      <p className="text-14">
        {`${names.challenger} will take all live traffic before its steps are over. ${names.champion} stays as fallback.`}
      </p>
      <ReasonField label="Why all traffic now" value={text} onChange={setText} />
      <Button type="submit" variant="primary" size="lg" loading={props.pending} disabled={!ready}>
        {`Send all traffic to ${names.challenger}`}
      </Button>
    </form>
  );
}
