'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';
import { NewTriggerDialog } from '../events/NewTriggerDialog';
import { useTriggerColumns } from '../events/TriggersTab';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

/** Events that start this pipeline; several may have to come before it does. */
export function PipelineTriggers({ pipeline }: { pipeline: string }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const [making, setMaking] = useState(false);
  const columns = useTriggerColumns().filter(({ id }) => id !== 'pipeline');
  const query = useQuery(trpc.triggers.list.queryOptions({ project: slug }));
  const topics = useQuery(trpc.events.topics.queryOptions({ project: slug })).data?.topics ?? [];
  return (
    <Card>
      <CardHeader
        title="Events"
        aside={
          can('run') ? (
            <Button size="sm" onClick={() => setMaking(true)}>
              Start it when…
            </Button>
          ) : null
        }
      />
      <QueryView query={query} skeletonClass="h-24">
        {({ triggers }) => (
          <Table
            label="Events that start it"
            rowHeight={44}
            rows={triggers.filter((trigger) => trigger.pipelineId === pipeline)}
            rowId={({ id }) => id}
            columns={columns}
            empty={
              <EmptyState
                title="No event starts it"
                detail="Let it start when a dataset gets a batch, when another pipeline ends, or when a program says so."
              />
            }
          />
        )}
      </QueryView>
      <NewTriggerDialog
        open={making}
        onOpenChange={setMaking}
        topics={topics.map(({ topic }) => topic)}
        pipeline={pipeline}
      />
    </Card>
  );
}
