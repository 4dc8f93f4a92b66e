'use client';

import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import type { LatestRequest } from './latest-request';
import { RequestTable } from './RequestTable';

/** The newest requests of an endpoint, and the way to all of them. */
export function LatestPredictions({ endpoint, predictions }: { endpoint: string; predictions: LatestRequest[] }) {
  const { slug } = useProject();
  return (
    <Card>
      <CardHeader
        title="Latest requests"
        aside={
          <span className="flex gap-3">
            {`${predictions.length} shown`}
            <TextLink href={`/p/${slug}/predictions?endpoint=${endpoint}`}>All, by release and outcome</TextLink>
          </span>
        }
      />
      <RequestTable
        label="Latest requests"
        requests={predictions}
        empty={
          <EmptyState
            title="No requests kept yet"
            detail="An answered request is kept with its input, release and time; a refused one with what did not fit."
          />
        }
      />
    </Card>
  );
}
