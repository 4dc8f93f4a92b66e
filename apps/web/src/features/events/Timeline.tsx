'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';
import { Select } from '../../ui/Select';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { EventSheet } from './EventSheet';
import { eventSentence, sourceWords, subjectHref } from './event-words';
import { mergeNewest } from './merge-newest';
import { useSubjects } from './use-subjects';

type Event = Outputs['events']['timeline']['events'][number];

const every = 'every';

/** What happened, newest first; an event opens with all that is known of it. */
export function Timeline({ topics }: { topics: readonly string[] }) {
  const asked = useSearchParams().get('topic');
  const [topic, setTopic] = useState(asked ?? every);
  const [shown, setShown] = useState<Event | null>(null);
  const { query, events, failed } = useTimeline(topic);
  const columns: readonly TableColumn<Event>[] = [
    { id: 'what', header: 'What', wrap: true, cell: (event) => eventSentence(event) },
    { id: 'topic', header: 'Topic', cell: (event) => <Badge>{event.topic}</Badge> },
    { id: 'about', header: 'About', wideOnly: true, cell: (event) => <Subject event={event} /> },
    { id: 'when', header: 'When', align: 'right', cell: (event) => formatRelative(event.receivedAt) },
  ];
  const options = [...new Set([every, ...topics, topic])].map((value) => ({
    value,
    label: value === every ? 'Every topic' : value,
  }));
  return (
    <div className="grid gap-3">
      {topics.length === 0 ? null : (
        <div className="w-64">
          <Select label="Topic" value={topic} options={options} onValueChange={setTopic} />
        </div>
      )}
      {failed === null ? null : <NotNewest {...failed} />}
      <QueryView query={query}>
        {() => (
          <Card>
            <Table
              label="Events"
              rows={events}
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

/** Pages of events; only the newest is asked for again and again. */
function useTimeline(topic: string) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const asked = { project: slug, ...(topic === every ? {} : { topic }) };
  const query = useInfiniteQuery(
    trpc.events.timeline.infiniteQueryOptions(asked, {
      getNextPageParam: ({ next }) => next,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const newest = useQuery(trpc.events.timeline.queryOptions(asked, { refetchInterval: 3000 }));
  const merged = mergeNewest(
    { events: newest.data?.events ?? [], full: newest.data !== undefined && newest.data.next !== null },
    query.data?.pages.flatMap(({ events }) => events) ?? null,
  );
  const { refetch, isFetching, isRefetchError } = query;
  const fill = merged.gap && !isFetching && !isRefetchError; // after an error the reader says when to try again
  useEffect(() => {
    if (fill) void refetch();
  }, [fill, refetch]);
  // Without any page the error stands in the place of the table.
  const error = query.data === undefined ? null : (newest.error ?? (isRefetchError ? query.error : null));
  const retry = () => void Promise.all([newest.refetch(), ...(merged.gap ? [refetch()] : [])]);
  return { query, events: merged.events, failed: error === null ? null : { error, retry } };
}

/** What is shown is what was there when the server last answered. */
function NotNewest({ error, retry }: { error: unknown; retry: () => void }) {
  const { message, next } = reportOf(error);
  const again = (
    <Button size="sm" onClick={retry}>
      Try again
    </Button>
  );
  return (
    <div role="status">
      <Notice tone="warning" title="The newest events could not be loaded" actions={again}>
        {`${message} ${next}`}
      </Notice>
    </div>
  );
}

function Subject({ event }: { event: Event }) {
  const { slug } = useProject();
  const names = useSubjects();
  const href = subjectHref(slug, event);
  // What has no page is told by its kind; the whole address of it stands in the opened event.
  if (href === null) return <span className="text-muted">{sourceWords(event)}</span>;
  return (
    <Link className="relative z-10 text-accent hover:underline" href={href.href}>
      {href.named ? href.label : (names.get(event.subject ?? '') ?? href.label)}
    </Link>
  );
}
