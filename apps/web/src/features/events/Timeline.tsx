'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Select } from '../../ui/Select';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { EventSheet } from './EventSheet';
import { eventSentence, subjectHref } from './event-words';
import { useSubjects } from './use-subjects';

type Event = Outputs['events']['timeline']['events'][number];

const every = 'every';

/** What happened, newest first; an event opens with all that is known of it. */
export function Timeline({ topics }: { topics: readonly string[] }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [topic, setTopic] = useState(every);
  const [shown, setShown] = useState<Event | null>(null);
  const query = useInfiniteQuery(
    trpc.events.timeline.infiniteQueryOptions(
      { project: slug, ...(topic === every ? {} : { topic }) },
      {
        getNextPageParam: ({ next }) => next,
        refetchInterval: 3000,
      },
    ),
  );
  const columns: readonly TableColumn<Event>[] = [
    { id: 'what', header: 'What', cell: (event) => eventSentence(event) },
    { id: 'topic', header: 'Topic', cell: (event) => <Badge>{event.topic}</Badge> },
    { id: 'about', header: 'About', wideOnly: true, cell: (event) => <Subject event={event} /> },
    { id: 'when', header: 'When', align: 'right', cell: (event) => formatRelative(event.receivedAt) },
  ];
  const options = [every, ...topics].map((value) => ({ value, label: value === every ? 'Every topic' : value }));
  return (
    <div className="grid gap-3">
      {topics.length === 0 ? null : (
        <div className="w-64">
          <Select label="Topic" value={topic} options={options} onValueChange={setTopic} />
        </div>
      )}
      <QueryView query={query}>
        {({ pages }) => (
          <Card>
            <Table
              label="Events"
              rows={pages.flatMap(({ events }) => events)}
              rowId={({ topic: name, offset }) => `${name} ${offset}`}
              rowName={eventSentence}
              onRowClick={setShown}
              empty={
                <EmptyState
                  title="Nothing has happened yet"
                  detail="Data that land, runs that end and events that programs send appear here."
                />
              }
              columns={columns}
            />
          </Card>
        )}
      </QueryView>
      {query.hasNextPage ? (
        <Button
          className="justify-self-center"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          Show older
        </Button>
      ) : null}
      <EventSheet event={shown} onClose={() => setShown(null)} />
    </div>
  );
}

function Subject({ event }: { event: Event }) {
  const { slug } = useProject();
  const names = useSubjects();
  const href = subjectHref(slug, event);
  if (href === null) return <span className="text-muted">{event.subject ?? event.source}</span>;
  return (
    <Link className="relative z-10 text-accent hover:underline" href={href.href}>
      {names.get(event.subject ?? '') ?? href.label}
    </Link>
  );
}
