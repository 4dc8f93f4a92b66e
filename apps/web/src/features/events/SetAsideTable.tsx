'use client';

import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { EmptyState } from '../../ui/EmptyState';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { DecideAll } from './DecideAll';
import { EventSheet } from './EventSheet';

type Answer = Outputs['events']['deadLetters'];
type Letter = Answer['letters'][number];
type Decision = 'asked' | 'dismissed';

const stateWords: Record<Letter['state'], string> = {
  waiting: 'waits',
  asked: 'is tried again',
  replayed: 'handled',
  dismissed: 'dismissed',
};

/** Events that could not be handled. Whoever reads them went on; here a person looks at them and decides. */
export function SetAsideTable({ query }: { query: UseQueryResult<Answer, unknown> }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [shown, setShown] = useState<Letter | null>(null);
  const decide = useMutation(
    trpc.events.decideLetter.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.events.pathKey() }),
    }),
  );
  const onDecide = (id: string, decision: Decision) => decide.mutate({ project: slug, id, decision });
  const going = decide.isPending ? decide.variables.id : null;
  const columns = can('run') ? [...facts, decisionColumn(onDecide, going)] : facts;
  return (
    <QueryView query={query}>
      {({ letters, waiting }) => (
        <Card>
          {can('run') ? <DecideAll waiting={waiting} /> : null}
          <Table
            label="Events put aside"
            rowHeight={44}
            rows={letters}
            rowId={({ id }) => id}
            rowName={({ topic, offset }) => `${topic} ${offset}`}
            onRowClick={setShown}
            columns={columns}
            empty={
              <EmptyState
                title="Nothing was put aside"
                detail="An event that cannot be handled is kept here with the reason, and the rest goes on."
              />
            }
          />
          <EventSheet event={shown?.event ?? null} onClose={() => setShown(null)} />
        </Card>
      )}
    </QueryView>
  );
}

const facts: readonly TableColumn<Letter>[] = [
  { id: 'event', header: 'Event', cell: ({ topic, offset }) => `${topic} ${offset}` },
  { id: 'reader', header: 'Could not be handled by', wideOnly: true, cell: ({ consumer }) => consumer },
  { id: 'why', header: 'Why', wrap: true, cell: ({ error }) => error.message },
  { id: 'tries', header: 'Tries', align: 'right', wideOnly: true, cell: ({ attempts }) => attempts },
  { id: 'state', header: 'State', cell: ({ state }) => stateWords[state] },
  { id: 'when', header: 'Since', align: 'right', cell: ({ createdAt }) => formatRelative(createdAt) },
];

function decisionColumn(onDecide: (id: string, decision: Decision) => void, going: string | null): TableColumn<Letter> {
  return {
    id: 'decide',
    header: '',
    align: 'right',
    cell: ({ id, state, topic, offset }) =>
      state !== 'waiting' ? null : (
        <span className="relative z-10 inline-flex gap-2">
          <Button
            size="sm"
            loading={going === id}
            aria-label={`Try ${topic} ${offset} again`}
            onClick={() => onDecide(id, 'asked')}
          >
            Try again
          </Button>
          <ConfirmButton
            size="sm"
            label="Dismiss"
            aria-label={`Dismiss ${topic} ${offset}`}
            title="Dismiss this event?"
            description="It stays in the topic and in this list, but nobody handles it any more."
            actionLabel="Dismiss event"
            onConfirm={() => onDecide(id, 'dismissed')}
          />
        </span>
      ),
  };
}
