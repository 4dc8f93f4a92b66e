'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';

type Waiting = Outputs['events']['deadLetters']['waiting'][number];

/** One decision for all events of a topic that one reader could not handle, where there are several. */
export function DecideAll({ waiting }: { waiting: readonly Waiting[] }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const decide = useMutation(
    trpc.events.decideLetters.mutationOptions({
      onError: (error) => show({ title: reportOf(error).message, tone: 'danger' }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.events.pathKey() }),
    }),
  );
  const several = waiting.filter(({ letters }) => letters > 1);
  if (several.length === 0) return null;
  return (
    <ul
      aria-label="Decide about all"
      className="grid gap-2 rounded-t-card border-b border-border bg-surface-2 px-4 py-2.5 text-13"
    >
      {several.map(({ consumer, topic, letters }) => {
        const all = (decision: 'asked' | 'dismissed') => decide.mutate({ project: slug, consumer, topic, decision });
        const isGoing = decide.isPending && decide.variables.consumer === consumer && decide.variables.topic === topic;
        return (
          <li key={`${consumer} ${topic}`} className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 flex-1">{`${formatCount(letters, 'event')} of ${topic} wait, which “${consumer}” could not handle`}</span>
            <Button
              size="sm"
              loading={isGoing}
              aria-label={`Try all of ${topic} again for ${consumer}`}
              onClick={() => all('asked')}
            >
              Try all again
            </Button>
            <ConfirmButton
              size="sm"
              label="Dismiss all"
              aria-label={`Dismiss all of ${topic} for ${consumer}`}
              title={`Dismiss ${formatCount(letters, 'event')}?`}
              description="They stay in the topic and in this list, but nobody handles them any more."
              actionLabel="Dismiss all"
              onConfirm={() => all('dismissed')}
            />
          </li>
        );
      })}
    </ul>
  );
}
