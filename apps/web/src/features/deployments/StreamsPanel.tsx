'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Sheet } from '../../ui/Sheet';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { StreamForm } from './StreamForm';
import { StreamTable } from './StreamTable';
import type { Stream } from './stream-words';

/** Topics whose records an endpoint scores, and where its answers go. */
export function StreamsPanel(props: { endpoint: { id: string; name: string }; classes: readonly string[] }) {
  const { endpoint, classes } = props;
  const { slug, can } = useProject();
  const [shown, setShown] = useState<Stream | 'new' | null>(null);
  const query = useQuery(
    useTRPC().streams.list.queryOptions({ project: slug, endpoint: endpoint.id }, { refetchInterval: 2000 }),
  );
  const add = can('deploy') ? (
    <Button variant="primary" onClick={() => setShown('new')}>
      Score a topic
    </Button>
  ) : null;
  return (
    <QueryView query={query}>
      {({ streams }) => (
        <Card aria-label="Topics">
          {streams.length === 0 ? (
            <EmptyState
              title="No topic is scored"
              detail={`Records that arrive on a topic are scored by ${endpoint.name} as requests are; rules send each answer to the topic of whoever it concerns.`}
              action={add}
            />
          ) : (
            <>
              <CardHeader title="Topics" aside={add} />
              <StreamTable endpoint={endpoint.id} streams={streams} onChange={setShown} />
            </>
          )}
          <Sheet
            open={shown !== null}
            onOpenChange={() => setShown(null)}
            title={
              shown === null || shown === 'new' ? `Score a topic with ${endpoint.name}` : `Rules of ${shown.topic}`
            }
          >
            {shown === null ? null : (
              <StreamForm
                endpoint={endpoint.id}
                classes={classes}
                stream={shown === 'new' ? null : shown}
                onDone={() => setShown(null)}
              />
            )}
          </Sheet>
        </Card>
      )}
    </QueryView>
  );
}
