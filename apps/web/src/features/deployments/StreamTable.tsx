'use client';

import { Fragment } from 'react';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { StreamActions } from './StreamActions';
import { routesOf, type Stream, streamState } from './stream-words';

type Props = { endpoint: string; streams: readonly Stream[]; onChange: (stream: Stream) => void };

/** The topics of an endpoint: what became of their records, how far it is behind, where answers go. */
export function StreamTable({ endpoint, streams, onChange }: Props) {
  const { slug, can } = useProject();
  const columns: TableColumn<Stream>[] = [
    { id: 'topic', header: 'Records from', cell: ({ topic }) => <TopicLink topic={topic} /> },
    { id: 'routes', header: 'Answers to', wrap: true, cell: (stream) => <Routes stream={stream} /> },
    { id: 'scored', header: 'Scored', align: 'right', cell: ({ scored }) => scored.toLocaleString('en') },
    {
      id: 'refused',
      header: 'Refused',
      align: 'right',
      wrap: true,
      cell: ({ refused, waiting, rules }) => (
        <span className="grid justify-items-end">
          <span>
            {refused.toLocaleString('en')}
            {refused === 0 ? null : (
              <>
                {' → '}
                <TopicLink topic={rules.refused} />
              </>
            )}
          </span>
          {waiting === 0 ? null : (
            <TextLink href={`/p/${slug}/events?tab=aside`}>{`${formatCount(waiting, 'record')} to decide`}</TextLink>
          )}
        </span>
      ),
    },
    { id: 'behind', header: 'Not yet scored', align: 'right', cell: (stream) => <Lag stream={stream} /> },
    { id: 'state', header: 'State', wrap: true, cell: (stream) => <State stream={stream} /> },
    ...(can('run')
      ? [{ id: 'act', header: '', cell: (stream: Stream) => <StreamActions {...{ endpoint, stream, onChange }} /> }]
      : []),
  ];
  return <Table label="Topics" rows={streams} rowId={({ id }) => id} rowHeight={44} columns={columns} />;
}

function Routes({ stream }: { stream: Stream }) {
  return (
    <span className="grid grid-cols-[auto_1fr] gap-x-2 py-1 whitespace-nowrap">
      {routesOf(stream).map(({ answer, topic }) => (
        <Fragment key={`${answer} ${topic}`}>
          <span>{answer}</span>
          <span>
            {'→ '}
            <TopicLink topic={topic} />
          </span>
        </Fragment>
      ))}
    </span>
  );
}

/** What is in a topic: the way from a stream to what became of its records. */
function TopicLink({ topic }: { topic: string }) {
  const { slug } = useProject();
  return <TextLink href={`/p/${slug}/events?topic=${encodeURIComponent(topic)}`}>{topic}</TextLink>;
}

function Lag({ stream: { behind, waitsSince } }: { stream: Stream }) {
  if (behind === 0) return '0';
  return (
    <span className="grid">
      <span>{behind.toLocaleString('en')}</span>
      {waitsSince === null ? null : (
        <span className="text-12 text-muted">{`oldest ${formatRelative(waitsSince)}`}</span>
      )}
    </span>
  );
}

function State({ stream }: { stream: Stream }) {
  const { word, tone } = streamState(stream);
  return (
    <span className="grid justify-items-start gap-1 py-1">
      <Badge tone={tone}>{word}</Badge>
      {stream.error === null ? null : <span className="text-12 text-muted">{stream.error.message}</span>}
    </span>
  );
}
