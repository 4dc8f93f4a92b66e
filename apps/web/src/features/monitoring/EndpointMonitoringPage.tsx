'use client';

import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatCompact } from '../../lib/format-number';
import { TimeChart } from '../../ui/charts';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { HealthBadge } from '../../ui/StateBadge';
import { StatTile } from '../../ui/StatTile';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { milliseconds } from './format-latency';
import { LatestPredictions } from './LatestPredictions';
import { ReleaseTable } from './ReleaseTable';
import { rangeFrom, rangeOptions } from './range';

/** For engineers: traffic, latency, what each release did, and the latest requests with their values. */
export function EndpointMonitoringPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
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
      actions={
        <SegmentedControl
          label="Range"
          value={range}
          segments={rangeOptions}
          onValueChange={(next) => router.replace(`?range=${next}`, { scroll: false })}
        />
      }
    >
      <QueryView query={query}>
        {({ endpoint, figures, health, series, releases, latest, windowWords, stepMinutes }) => {
          const at = series.map((point) => ({ ...point, x: point.minute.getTime() }));
          // Minutes without requests have no latency; the line goes from one that has to the next.
          const line = (key: 'p50' | 'p95') =>
            at.flatMap(({ x, [key]: y }) => (y === null ? [] : [{ x, y: y / 1000 }]));
          return (
            <>
              <SentenceHeader
                sentence={health.why}
                facts={[
                  windowWords,
                  ...(endpoint.sandbox ? ['a sandbox: left out of the project’s figures'] : []),
                  `one point per ${stepMinutes === 1 ? 'minute' : `${stepMinutes} minutes`}`,
                  <TextLink key="test" href={`/p/${slug}/deployments/${endpoint.id}`}>
                    Test form
                  </TextLink>,
                ]}
              />
              <div className="grid grid-cols-2 gap-3 md:grid-cols-6">
                <StatTile label="Served" value={figures.served.toLocaleString('en')} />
                <StatTile
                  label="Mean"
                  value={figures.latency === null ? null : milliseconds(figures.latency.mean)}
                  unit="ms"
                />
                <StatTile
                  label="p50"
                  value={figures.latency === null ? null : milliseconds(figures.latency.p50)}
                  unit="ms"
                />
                <StatTile
                  label="p95"
                  value={figures.latency === null ? null : milliseconds(figures.latency.p95)}
                  unit="ms"
                  context={`budget ${endpoint.config?.budgetMs ?? defaultBudgetMs} ms`}
                />
                <StatTile label="No answer" value={formatCompact(figures.errors)} />
                <StatTile label="Refused" value={formatCompact(figures.invalid)} context="input did not fit" />
              </div>
              <div className="grid gap-3 lg:grid-cols-2">
                <TimeChart
                  title="Traffic"
                  unit="requests"
                  n={figures.served}
                  fromZero
                  series={[
                    { id: 'served', label: 'served', points: at.map(({ x, served }) => ({ x, y: served })) },
                    {
                      id: 'errors',
                      label: 'no answer',
                      colorIndex: 2,
                      points: at.map(({ x, errors }) => ({ x, y: errors })),
                    },
                  ]}
                />
                <TimeChart
                  title="Latency"
                  unit="ms"
                  n={figures.served}
                  fromZero
                  series={[
                    { id: 'p95', label: 'p95', points: line('p95') },
                    { id: 'p50', label: 'p50', points: line('p50') },
                  ]}
                />
              </div>
              <ReleaseTable releases={releases} />
              <LatestPredictions predictions={latest} />
            </>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}
