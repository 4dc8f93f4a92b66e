'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { ReleasesTable } from './ReleasesTable';

/** The releases that learned from a batch, and how many scores each has given since. */
export function TrainedOnBatch({ batch }: { batch: { id: string; number: number } }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.predictions.ofBatch.queryOptions({ project: slug, batch: batch.id }));
  const scores = (query.data ?? []).reduce((sum, release) => sum + release.scores, 0);
  return (
    <Card className="lg:col-span-2">
      <CardHeader
        title={`Releases that learned from batch ${batch.number}`}
        aside={
          scores === 0 ? null : (
            <TextLink href={`/p/${slug}/predictions?batch=${batch.id}`}>
              {`${formatCount(scores, 'score')} touched by it`}
            </TextLink>
          )
        }
      />
      <QueryView query={query}>
        {(releases) => (
          <ReleasesTable
            releases={releases}
            empty={
              <EmptyState
                title="No release has learned from it"
                detail="A model that was trained on its rows and registered appears here, with the scores it gives."
              />
            }
          />
        )}
      </QueryView>
    </Card>
  );
}
