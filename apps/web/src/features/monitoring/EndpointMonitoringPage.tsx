'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { HealthBadge } from '../../ui/StateBadge';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { EndpointCharts } from './EndpointCharts';
import { EndpointTiles } from './EndpointTiles';
import { LatestPredictions } from './LatestPredictions';
import { RangeControl } from './RangeControl';
import { ReleaseTable } from './ReleaseTable';
import { rangeFrom } from './range';

/** For engineers: traffic, latency, what each release did, and the latest requests with their values. */
export function EndpointMonitoringPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const range = rangeFrom(useSearchParams().get('range'));
  const query = useQuery(
    trpc.monitoring.endpoint.queryOptions({ project: slug, id, range }, { refetchInterval: 4000 }),
  );
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Monitoring', href: `/p/${slug}/monitoring` },
        { label: query.data?.endpoint.name ?? '…' },
      ]}
      beside={
        query.data === undefined ? null : <HealthBadge state={query.data.health.state} reason={query.data.health.why} />
      }
      actions={<RangeControl range={range} />}
    >
      <QueryView page query={query}>
        {(found) => <EndpointFigures project={slug} found={found} />}
      </QueryView>
    </PageFrame>
  );
}

function EndpointFigures(props: { project: string; found: Outputs['monitoring']['endpoint'] }) {
  const { endpoint, figures, health, series, releases, latest, windowWords, stepMinutes } = props.found;
  return (
    <>
      <SentenceHeader
        sentence={health.why}
        facts={[
          windowWords,
          ...(endpoint.sandbox ? ['a sandbox: counted here, not in the project’s figures'] : []),
          'times are of whole requests, from their arrival to their answer',
          `one point per ${stepMinutes === 1 ? 'minute' : `${stepMinutes} minutes`}`,
          <TextLink key="test" href={`/p/${props.project}/deployments/${endpoint.id}`}>
            Test form
          </TextLink>,
        ]}
      />
      <EndpointTiles endpoint={endpoint} figures={figures} />
      <EndpointCharts served={figures.served} series={series} />
      <ReleaseTable releases={releases} />
      <LatestPredictions endpoint={endpoint.id} predictions={latest} />
    </>
  );
}
