'use client';

import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount, formatNumber } from '../../lib/format-number';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { PlaceTabs } from '../frame/PlaceTabs';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

type View = Outputs['featureViews']['list']['views'][number];

const columns: readonly TableColumn<View>[] = [
  { id: 'name', header: 'Feature view', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'keys', header: 'Found by', cell: ({ keys }) => keys.map(({ name }) => name).join(', ') },
  { id: 'features', header: 'Features', align: 'right', cell: ({ features }) => features.length },
  { id: 'rows', header: 'Rows kept', align: 'right', cell: ({ rows }) => formatNumber(rows), wideOnly: true },
  { id: 'online', header: 'Entities online', align: 'right', cell: ({ online }) => formatNumber(online) },
  { id: 'by', header: 'Made by', cell: ({ madeBy }) => madeBy?.name ?? '', wideOnly: true },
  {
    id: 'read',
    header: 'Read by',
    cell: ({ readBy }) => (readBy.length === 0 ? '' : formatCount(readBy.length, 'pipeline')),
    wideOnly: true,
  },
  {
    id: 'fresh',
    header: 'Refreshed',
    align: 'right',
    cell: ({ refreshedAt, deletingAt }) =>
      deletingAt !== null ? 'being deleted' : refreshedAt === null ? '' : formatRelative(refreshedAt),
  },
];

/** Every feature view of the project: what it is found by, how much it holds, how fresh it is. */
export function FeatureViewsPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.featureViews.list.queryOptions({ project: slug }, { refetchInterval: 5000 }));
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Data', href: `/p/${slug}/data` }, { label: 'Feature views' }]}
      bars={<PlaceTabs place="data" page="features" />}
    >
      <QueryView query={query}>
        {({ views }) => (
          <>
            <SentenceHeader sentence={sentenceOf(views)} facts={factsOf(views)} />
            <Card>
              <Table
                label="Feature views"
                rows={views}
                rowId={({ id }) => id}
                rowName={({ name }) => name}
                rowHref={({ name }) => `/p/${slug}/features/${encodeURIComponent(name)}`}
                columns={columns}
                empty={
                  <EmptyState
                    title="No feature view yet"
                    detail="A step Publish features in a pipeline makes one: its history serves training, its newest rows serve requests."
                    action={<TextLink href={`/p/${slug}/pipelines`}>Go to pipelines</TextLink>}
                  />
                }
              />
            </Card>
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

function sentenceOf(views: readonly View[]): string {
  if (views.length === 0) return 'No features are published yet.';
  const features = views.reduce((sum, view) => sum + view.features.length, 0);
  return `${formatCount(features, 'feature')} in ${formatCount(views.length, 'view')}, the same in training and in requests.`;
}

function factsOf(views: readonly View[]): string[] {
  if (views.length === 0) return [];
  const online = views.reduce((sum, view) => sum + view.online, 0);
  return [`${formatNumber(online)} ${online === 1 ? 'entity' : 'entities'} online`];
}
