'use client';

import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { EmptyState } from '../../ui/EmptyState';
import { Switch } from '../../ui/Switch';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { conditionWords } from './condition-words';
import { NewTriggerDialog } from './NewTriggerDialog';
import { useSubjects } from './use-subjects';

type Answer = Outputs['triggers']['list'];
type Trigger = Answer['triggers'][number];

/** Pipelines that start when something happens. */
export function TriggersTab(props: { query: UseQueryResult<Answer, unknown>; topics: readonly string[] }) {
  const { can } = useProject();
  const [making, setMaking] = useState(false);
  const columns = useTriggerColumns();
  return (
    <div className="grid gap-3">
      {can('run') ? (
        <Button variant="primary" className="justify-self-start" onClick={() => setMaking(true)}>
          Start a pipeline when…
        </Button>
      ) : null}
      <QueryView query={props.query}>
        {({ triggers }) => (
          <Card>
            <Table
              label="Triggers"
              rowHeight={44}
              rows={triggers}
              rowId={({ id }) => id}
              columns={columns}
              empty={
                <EmptyState
                  title="No pipeline starts by itself"
                  detail="Let one start when a dataset gets a batch, when another pipeline ends, or when a program says so."
                />
              }
            />
          </Card>
        )}
      </QueryView>
      <NewTriggerDialog open={making} onOpenChange={setMaking} topics={props.topics} />
    </div>
  );
}

/** What starts which pipeline, with a switch and a way to delete it. */
export function useTriggerColumns(): readonly TableColumn<Trigger>[] {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const subjects = useSubjects();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.triggers.pathKey() });
  const turn = useMutation(trpc.triggers.switch.mutationOptions({ onSettled }));
  const remove = useMutation(trpc.triggers.delete.mutationOptions({ onSettled }));
  const facts: readonly TableColumn<Trigger>[] = [
    { id: 'pipeline', header: 'Pipeline', cell: ({ pipeline }) => <span className="font-medium">{pipeline}</span> },
    { id: 'when', header: 'Starts when', wrap: true, cell: (trigger) => conditionWords(trigger, subjects) },
    { id: 'made', header: 'Made', align: 'right', wideOnly: true, cell: ({ createdAt }) => formatRelative(createdAt) },
  ];
  if (!can('run')) return facts;
  return [
    ...facts,
    {
      id: 'on',
      header: 'On',
      cell: ({ id, enabled, pipeline }) => (
        <Switch
          aria-label={`${pipeline} starts by itself`}
          checked={enabled}
          onCheckedChange={(on) => turn.mutate({ project: slug, id, enabled: on })}
        />
      ),
    },
    {
      id: 'delete',
      header: '',
      align: 'right',
      cell: ({ id, pipeline }) => (
        <ConfirmButton
          size="sm"
          variant="danger"
          label="Delete"
          aria-label={`Delete the trigger of ${pipeline}`}
          title={`Delete the trigger of ${pipeline}?`}
          description="The pipeline stays; it only no longer starts by itself for this reason."
          actionLabel="Delete trigger"
          onConfirm={() => remove.mutate({ project: slug, id })}
        />
      ),
    },
  ];
}
