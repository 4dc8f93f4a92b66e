'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { Sparkline } from '../../ui/Sparkline';
import { HealthBadge } from '../../ui/StateBadge';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { FleetTiles } from './FleetTiles';
import { milliseconds } from './format-latency';
import { rangeFrom, rangeOptions } from './range';

/** For managers: a sentence and five figures about what is live, one line per deployed model. */
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
        {({ sentence, fleet, rows, windowWords }) => {
          const sandboxes = rows.length - fleet.live;
          return (
            <>
              <SentenceHeader
                sentence={sentence}
                facts={[
                  windowWords,
                  'counted at the scoring servers, within seconds',
                  ...(sandboxes === 0 ? [] : [`${formatCount(sandboxes, 'sandbox endpoint')} not counted`]),
                ]}
              />
              {rows.length === 0 ? (
                <EmptyState
                  title="Deploy a model to see health"
                  detail="Open Experiments, press Deploy, and ask the endpoint something."
                />
              ) : (
                <>
                  {fleet.live === 0 ? null : <FleetTiles fleet={fleet} windowWords={windowWords} />}
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
