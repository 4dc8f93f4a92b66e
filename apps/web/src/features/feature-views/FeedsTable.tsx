'use client';

import { formatRelative } from '../../lib/format-date';
import { formatNumber } from '../../lib/format-number';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { explainFeed, type Feed, feedState, leftOut } from './feed-words';
import type { ViewDetail } from './view-detail';

const columns: readonly TableColumn<Feed>[] = [
  { id: 'source', header: 'Source', cell: ({ source }) => <span className="font-medium">{source}</span> },
  { id: 'taken', header: 'Events', align: 'right', cell: ({ taken }) => formatNumber(taken) },
  { id: 'written', header: 'Changed an entity', align: 'right', cell: ({ written }) => formatNumber(written) },
  { id: 'left', header: 'Left out', align: 'right', cell: (feed) => formatNumber(leftOut(feed)), wideOnly: true },
  { id: 'behind', header: 'Behind', align: 'right', cell: ({ behind }) => formatNumber(behind) },
  {
    id: 'last',
    header: 'Last event',
    align: 'right',
    cell: ({ lastEventAt }) => (lastEventAt === null ? 'none yet' : formatRelative(lastEventAt)),
  },
  { id: 'state', header: 'State', wrap: true, cell: (feed) => <FeedState feed={feed} /> },
];

/** The sources whose events update a view between runs, or in a sentence why none does. */
export function FeedsTable({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  const notOnline = detail.versions[0]?.notOnline ?? 'Publish it again to find out whether events can update it.';
  return (
    <Card>
      <Table
        label="Sources of events"
        rowHeight={44}
        rows={detail.feeds}
        rowId={({ id }) => id}
        rowName={({ source }) => source}
        rowHref={({ sourceId }) => `/p/${slug}/data/sources/${sourceId}`}
        empty={<EmptyState title="No events update this view" detail={notOnline} action={<WayOut detail={detail} />} />}
        columns={columns}
      />
      {detail.feeds.length === 0 ? null : (
        <div className="grid gap-2 border-t border-border-soft px-4 py-3 text-muted">
          {detail.feeds.map((feed) => (
            <p key={feed.id} className="max-w-[72ch]">
              {detail.feeds.length > 1 ? <b className="font-medium text-text">{`${feed.source}: `}</b> : null}
              {explainFeed(feed)}{' '}
              {feed.waiting > 0 ? (
                <TextLink href={`/p/${slug}/events?tab=aside`}>Look at what was put aside</TextLink>
              ) : null}
            </p>
          ))}
        </div>
      )}
    </Card>
  );
}

/** Where the reason is mended: in the pipeline that publishes, or among the sources. */
function WayOut({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  return (
    <>
      {detail.publishers.map(({ id, name }) => (
        <TextLink key={id} href={`/p/${slug}/pipelines/${id}`}>{`Open ${name}`}</TextLink>
      ))}
      <TextLink href={`/p/${slug}/data?tab=sources`}>Sources</TextLink>
    </>
  );
}

function FeedState({ feed }: { feed: Feed }) {
  const { words, isWell } = feedState(feed);
  return isWell ? words : <span className="text-warning">{words}</span>;
}
