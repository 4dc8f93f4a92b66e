'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import { type Stream, whyNoTestRows } from './stream-words';

type Props = { endpoint: string; stream: Stream; onChange: (stream: Stream) => void };

/** What can be done with a stream: try it with rows of its test data, change its rules, pause it, end it. */
export function StreamActions({ endpoint, stream, onChange }: Props) {
  const { slug, can } = useProject();
  const { change, end, send } = useStreamMoves();
  const { id, topic, paused } = stream;
  const whyNot = whyNoTestRows(stream);
  const key = { project: slug, endpoint, id };
  return (
    <span className="flex flex-wrap gap-1 py-1">
      {whyNot === null ? (
        <Button size="sm" loading={send.isPending} onClick={() => send.mutate(key)}>
          Send test rows
        </Button>
      ) : (
        <span className="self-center text-12 text-muted">{`No test rows: ${whyNot}`}</span>
      )}
      {can('deploy') ? (
        <>
          <Button size="sm" onClick={() => onChange(stream)} aria-label={`Change rules of ${topic}`}>
            Change rules
          </Button>
          <Button size="sm" loading={change.isPending} onClick={() => change.mutate({ ...key, paused: !paused })}>
            {paused ? 'Resume' : 'Pause'}
          </Button>
          <ConfirmButton
            size="sm"
            label="Stop scoring"
            aria-label={`Stop scoring ${topic}`}
            title={`Score ${topic} no longer?`}
            description="Its answers stay where they went. Records that arrive from now on are not scored."
            actionLabel="Stop scoring"
            loading={end.isPending}
            onConfirm={() => end.mutate(key)}
          />
        </>
      ) : null}
    </span>
  );
}

function useStreamMoves() {
  const { slug } = useProject();
  const router = useRouter();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.streams.pathKey() }),
    onError: (error: unknown) => show({ title: reportOf(error).message, tone: 'danger' as const }),
  };
  const change = useMutation(trpc.streams.change.mutationOptions(settled));
  const end = useMutation(trpc.streams.delete.mutationOptions(settled));
  const send = useMutation(
    trpc.streams.sendSamples.mutationOptions({
      ...settled,
      onSuccess: ({ sent, topic }) =>
        show({
          title: `${formatCount(sent, 'row')} sent to ${topic}.`,
          action: { label: 'See the answers', run: () => router.push(`/p/${slug}/events`) },
        }),
    }),
  );
  return { change, end, send };
}
