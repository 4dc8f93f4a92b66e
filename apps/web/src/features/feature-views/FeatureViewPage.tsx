'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import { formatCount } from '../../lib/format-number';
import { Notice } from '../../ui/Notice';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Tabs } from '../../ui/Tabs';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { DeleteView } from './DeleteView';
import { FeatureRequest } from './FeatureRequest';
import { FeaturesTable } from './FeaturesTable';
import { FeedsTable } from './FeedsTable';
import { RefreshTab } from './RefreshTab';
import { TryLookup } from './TryLookup';
import { UsesOfView } from './UsesOfView';
import { VersionsTable } from './VersionsTable';
import type { ViewDetail } from './view-detail';
import { viewSentence } from './view-sentence';

/** A feature view: its features, what an entity has now, what was published when, how to ask for it. */
export function FeatureViewPage({ name }: { name: string }) {
  const { slug, project, can } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const tab = useSearchParams().get('tab') ?? 'features';
  const query = useQuery(trpc.featureViews.get.queryOptions({ project: slug, name }, { refetchInterval: 5000 }));
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Data', href: `/p/${slug}/data` },
        { label: 'Feature views', href: `/p/${slug}/features` },
        { label: name },
      ]}
      actions={query.data !== undefined && can('edit') ? <DeleteView detail={query.data} /> : null}
    >
      <QueryView page query={query}>
        {(detail) => (
          <>
            <SentenceHeader sentence={viewSentence(detail)} facts={factsOf(detail)} />
            {detail.view.deletingAt === null ? null : (
              <Notice tone="warning" title="This view is being deleted">
                Nobody is served from it any more.
                {can('edit') ? ' Where its deletion was cut off, press Finish deleting.' : ''}
              </Notice>
            )}
            {detail.view.description === '' ? null : <p className="max-w-[72ch]">{detail.view.description}</p>}
            <Tabs
              label="Feature view"
              value={tab}
              onValueChange={(next) => router.replace(`?tab=${next}`, { scroll: false })}
              tabs={[
                { value: 'features', label: 'Features', count: detail.view.features.length },
                { value: 'try', label: 'Look up' },
                { value: 'events', label: 'Events', count: detail.feeds.length },
                { value: 'versions', label: 'Versions', count: detail.versions.length },
                { value: 'refresh', label: 'Refresh' },
                { value: 'uses', label: 'Used by', count: usesCount(detail) },
                { value: 'api', label: 'From a program' },
              ]}
            />
            {tab === 'features' ? <FeaturesTable view={detail.view} /> : null}
            {tab === 'try' ? <TryLookup detail={detail} /> : null}
            {tab === 'events' ? <FeedsTable detail={detail} /> : null}
            {tab === 'versions' ? <VersionsTable detail={detail} /> : null}
            {tab === 'refresh' ? <RefreshTab detail={detail} /> : null}
            {tab === 'uses' ? <UsesOfView detail={detail} /> : null}
            {tab === 'api' ? <FeatureRequest detail={detail} /> : null}
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

function usesCount({ publishers, readers, releases }: ViewDetail): number {
  return publishers.length + readers.length + releases.length;
}

function factsOf({ view, versions, feeds }: ViewDetail): string[] {
  const rows = versions.reduce((sum, version) => sum + version.rows, 0);
  return [
    view.refreshedAt === null ? 'not refreshed yet' : `refreshed ${formatRelative(view.refreshedAt)}`,
    `${formatCount(rows, 'row')} kept for training`,
    feeds.length === 0 ? 'updated when its pipeline runs' : `fed by ${feeds.map(({ source }) => source).join(' and ')}`,
    view.ttlSeconds === null ? 'never too old' : `too old after ${formatDuration(view.ttlSeconds * 1000)}`,
  ];
}
