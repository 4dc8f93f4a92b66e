'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatDayTime } from '../../lib/format-date';
import { formatNumber } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { MonitoringTabs } from '../monitoring/MonitoringTabs';
import { RequestTable } from '../monitoring/RequestTable';
import { QueryView } from '../QueryView';
import { FindPrediction } from './FindPrediction';
import { RequestFilters } from './RequestFilters';
import { useRequestFilter } from './use-request-filter';

/** All requests that are kept, newest first: of one endpoint, release or outcome, or one by its id. */
export function RequestsPage() {
  const { slug, project } = useProject();
  const { filter, change } = useRequestFilter();
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.predictions.requests.infiniteQueryOptions(
      { project: slug, ...filter },
      { getNextPageParam: ({ next }) => next },
    ),
  );
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Monitoring', href: `/p/${slug}/monitoring` },
        { label: 'Predictions' },
      ]}
      bars={<MonitoringTabs page="predictions" />}
    >
      <SentenceHeader
        sentence="What was asked, and what was answered."
        facts={['as far as predictions are kept', 'refused requests are among them, copies for a shadow are not']}
      />
      <div className="flex flex-wrap items-end gap-3">
        <RequestFilters filter={filter} onChange={change} />
        <FindPrediction />
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const lookedTo = pages.at(-1)?.lookedTo ?? null;
          const looked = lookedTo === null ? '' : `, looked back to ${formatDayTime(lookedTo)}`;
          return (
            <Card>
              <CardHeader title="Requests" aside={`${formatNumber(items.length)} shown, newest first${looked}`} />
              <RequestTable label="Requests" requests={items} empty={<NoRequests lookedTo={lookedTo} />} />
              {query.hasNextPage ? (
                <div className="p-4">
                  <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Show older ones
                  </Button>
                </div>
              ) : null}
            </Card>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}

function NoRequests({ lookedTo }: { lookedTo: Date | null }) {
  return lookedTo === null ? (
    <EmptyState
      title="No such request is kept"
      detail="None came yet, or it is older than predictions are kept for. Ask an endpoint, or widen the choice above."
    />
  ) : (
    <EmptyState title={`None since ${formatDayTime(lookedTo)}`} detail="Older requests are kept: look further back." />
  );
}
