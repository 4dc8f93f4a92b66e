'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Sheet } from '../../ui/Sheet';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { BatchTable } from './BatchTable';
import { isUnderWay } from './batch-words';
import { ScoreForm } from './ScoreForm';

/** What an endpoint was asked to score offline, and the button that asks it. */
export function BatchesPanel({ endpoint, answers }: { endpoint: { id: string; name: string }; answers: string }) {
  const { slug, can } = useProject();
  const [asking, setAsking] = useState(false);
  const query = useInfiniteQuery(
    useTRPC().batches.list.infiniteQueryOptions(
      { project: slug, endpoint: endpoint.id },
      {
        getNextPageParam: ({ next }) => next,
        refetchInterval: ({ state }) =>
          state.data?.pages.some(({ items }) => items.some(isUnderWay)) === true ? 1000 : 10_000,
      },
    ),
  );
  const ask = can('run') ? (
    <Button variant="primary" onClick={() => setAsking(true)}>
      Score a dataset
    </Button>
  ) : null;
  return (
    <QueryView query={query}>
      {({ pages }) => (
        <Card aria-label="Batches">
          {pages[0]?.items.length === 0 ? (
            <EmptyState
              title="Nothing was scored offline"
              detail={`${answers} scores all rows of a dataset at once, with the numbers that requests get. Programs ask for it at /api/v1.`}
              action={ask}
            />
          ) : (
            <>
              <CardHeader title="Batches" aside={ask} />
              <BatchTable batches={pages.flatMap(({ items }) => items)} />
              {query.hasNextPage ? (
                <div className="p-4">
                  <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Show older ones
                  </Button>
                </div>
              ) : null}
            </>
          )}
          <Sheet open={asking} onOpenChange={setAsking} title={`Score a dataset with ${endpoint.name}`}>
            <ScoreForm endpoint={endpoint} answers={answers} onStarted={() => setAsking(false)} />
          </Sheet>
        </Card>
      )}
    </QueryView>
  );
}
