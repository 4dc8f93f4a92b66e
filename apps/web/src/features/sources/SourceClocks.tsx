'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { type ClockActions, ClocksCard } from '../clocks/ClocksCard';
import { pendingClock } from '../clocks/pending-clock';
import { useProject } from '../frame/project-context';
import type { SourceDetail } from './source-words';

const words = {
  none: 'No clock: it runs by hand or by event.',
  removal: 'The source is no longer read at these times. What has landed stays.',
};

/** When a source is read by itself. */
export function SourceClocks({ detail }: { detail: SourceDetail }) {
  const { can } = useProject();
  const actions = useClockActions(detail.source.id);
  return <ClocksCard clocks={detail.schedules} actions={can('edit') ? actions : null} words={words} />;
}

function useClockActions(source: string): ClockActions {
  const { slug: project } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: trpc.sources.pathKey() });
  const add = useMutation(trpc.sources.addClock.mutationOptions({ onSuccess, onError: shownInPlace }));
  const turn = useMutation(trpc.sources.switchClock.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.sources.removeClock.mutationOptions({ onSuccess }));
  return {
    add: (clock) => add.mutate({ project, source, ...clock }),
    adding: add.isPending,
    refused: add.isError ? reportOf(add.error).message : null,
    turn: (wanted) => turn.mutate({ project, source, ...wanted }),
    remove: (id) => remove.mutate({ project, source, id }),
    pending: (clock) => pendingClock({ turn, remove }, clock),
  };
}
