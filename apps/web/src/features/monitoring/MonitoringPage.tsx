'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatCompact, formatNumber } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { Sparkline } from '../../ui/Sparkline';
import { HealthBadge } from '../../ui/StateBadge';
import { StatTile } from '../../ui/StatTile';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { milliseconds } from './format-latency';
import { rangeFrom, rangeOptions } from './range';

/** For managers: a sentence, five figures, one line per deployed model. */
export function MonitoringPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const range = rangeFrom(useSearchParams().get('range'));
  const query = useQuery(trpc.monitoring.overview.queryOptions({ project: slug, range }, { refetchInterval: 4000 }));
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Monitoring' }]}
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
        {({ sentence, rows, windowWords }) => {
          const served = rows.reduce((sum, { figures }) => sum + figures.served, 0);
          const errors = rows.reduce((sum, { figures }) => sum + figures.errors, 0);
          const fallbacks = rows.reduce((sum, { figures }) => sum + figures.fallbacks, 0);
          const slowest = rows.reduce((worst, { figures }) => Math.max(worst, figures.latency?.p95 ?? 0), 0);
          return (
            <>
              <SentenceHeader
                sentence={sentence}
                facts={[windowWords, 'counted at the scoring servers, within seconds']}
              />
              {rows.length === 0 ? (
                <EmptyState
                  title="Deploy a model to see health"
                  detail="Open Experiments, press Deploy, and ask the endpoint something."
                />
              ) : (
                <>
                  <div className="grid grid-cols-2 gap-3 md:grid-cols-5">
                    <StatTile
                      label="Live models"
                      value={String(rows.length)}
                      context={`${rows.filter(({ health }) => health.state === 'healthy').length} healthy`}
                    />
                    <StatTile label="Predictions" value={formatCompact(served)} context={windowWords} />
                    <StatTile
                      label="No answer"
                      value={formatCompact(errors)}
                      context={
                        served + errors === 0
                          ? 'no requests'
                          : `${formatNumber((100 * errors) / (served + errors))}% of requests`
                      }
                    />
                    <StatTile
                      label="From a fallback"
                      value={formatCompact(fallbacks)}
                      context="late or failing release"
                    />
                    <StatTile
                      label="Slowest p95"
                      value={slowest === 0 ? null : milliseconds(slowest)}
                      unit="ms"
                      emptyText="no requests"
                    />
                  </div>
                  <Card>
                    <Table
                      label="Deployed models"
                      rowHeight={44}
                      rows={rows}
                      rowId={({ id }) => id}
                      rowName={({ name }) => name}
                      rowHref={({ id }) => `/p/${slug}/monitoring/${id}`}
                      columns={[
                        {
                          id: 'name',
                          header: 'Model',
                          cell: ({ name, sandbox }) => (
                            <span className="flex gap-2 font-medium">
                              {name} {sandbox ? <Badge>sandbox</Badge> : null}
                            </span>
                          ),
                        },
                        {
                          id: 'state',
                          header: 'State',
                          cell: ({ health }) => <HealthBadge state={health.state} reason={health.why} />,
                        },
                        { id: 'why', header: 'Why', wrap: true, wideOnly: true, cell: ({ health }) => health.why },
                        {
                          id: 'served',
                          header: 'Predictions',
                          align: 'right',
                          cell: ({ figures }) => (
                            <span data-testid="served">{figures.served.toLocaleString('en')}</span>
                          ),
                        },
                        {
                          id: 'p95',
                          header: 'p95',
                          align: 'right',
                          wideOnly: true,
                          cell: ({ figures }) =>
                            figures.latency === null ? '' : `${milliseconds(figures.latency.p95)} ms`,
                        },
                        {
                          id: 'trend',
                          header: 'Traffic',
                          width: 120,
                          wideOnly: true,
                          cell: ({ trend }) => <Sparkline values={trend} label="Requests over time" />,
                        },
                      ]}
                    />
                  </Card>
                </>
              )}
            </>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}
