'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Card } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { StateBadge } from '../../ui/StateBadge';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { PlaceTabs } from '../frame/PlaceTabs';
import { useProject } from '../frame/project-context';
import { SampleCards } from '../home/SampleCards';
import { QueryView } from '../QueryView';
import { runDisplayState } from '../runs/run-states';
import { NewPipelineButton } from './NewPipelineButton';

/** All pipelines of the project. */
export function PipelinesPage() {
  const { slug, project, can } = useProject();
  const trpc = useTRPC();
  const columns = usePipelineColumns();
  const query = useQuery(trpc.pipelines.list.queryOptions({ project: slug }, { refetchInterval: 5000 }));
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Pipelines' }]}
      actions={can('edit') ? <NewPipelineButton variant="primary" /> : null}
      bars={<PlaceTabs place="pipelines" page="drawings" />}
    >
      <QueryView query={query}>
        {({ pipelines }) => (
          <>
            <SentenceHeader
              sentence={
                pipelines.length === 0
                  ? 'Start from a template or your data.'
                  : `${formatCount(pipelines.length, 'pipeline')}.`
              }
            />
            {pipelines.length === 0 ? (
              <EmptyState
                title="No pipeline yet"
                detail={
                  can('edit')
                    ? 'Open a template below, draw an empty one, or start from a dataset on the Data page.'
                    : 'It appears here once somebody draws one.'
                }
              />
            ) : (
              <Card>
                <Table
                  label="Pipelines"
                  rows={pipelines}
                  rowId={({ id }) => id}
                  rowName={({ name }) => name}
                  rowHref={({ id }) => `/p/${slug}/pipelines/${id}`}
                  columns={columns}
                />
              </Card>
            )}
            {can('edit') ? (
              <section className="grid gap-2" aria-label="Templates">
                <h2 className="text-14 font-semibold">Templates</h2>
                <SampleCards />
              </section>
            ) : null}
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

type Pipeline = Outputs['pipelines']['list']['pipelines'][number];

function usePipelineColumns(): TableColumn<Pipeline>[] {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(trpc.pipelines.delete.mutationOptions({ onSuccess: () => queries.invalidateQueries() }));
  return [
    { id: 'name', header: 'Name', cell: ({ name }) => <span className="font-medium">{name}</span> },
    {
      id: 'run',
      header: 'Last run',
      cell: ({ lastRun }) =>
        lastRun === null ? <span className="text-muted">Not run yet</span> : <LastRunCell slug={slug} run={lastRun} />,
    },
    {
      id: 'starts',
      header: 'Starts by itself',
      wideOnly: true,
      cell: ({ id, name, starts }) => (
        <TextLink href={`/p/${slug}/pipelines/${id}/starts`} aria-label={`When ${name} starts by itself`}>
          {startWords(starts)}
        </TextLink>
      ),
    },
    { id: 'edited', header: 'Edited', cell: ({ updatedAt }) => formatRelative(updatedAt) },
    {
      id: 'actions',
      header: '',
      align: 'right',
      cell: ({ id, name }) =>
        can('edit') ? (
          <ConfirmButton
            size="sm"
            variant="ghost"
            label="Delete"
            aria-label={`Delete ${name}`}
            title={`Delete ${name}?`}
            description="Its runs, candidates and releases stay; the drawing is taken off this list."
            actionLabel="Delete pipeline"
            onConfirm={() => remove.mutate({ project: slug, id })}
          />
        ) : null,
    },
  ];
}

function LastRunCell({ slug, run }: { slug: string; run: NonNullable<Pipeline['lastRun']> }) {
  const { id, number, status, createdAt, finishedAt } = run;
  return (
    <span className="flex items-center gap-2">
      <StateBadge state={runDisplayState[status]} />
      <TextLink href={`/p/${slug}/runs/${id}`}>{`Run ${number}`}</TextLink>
      <span className="text-muted">{formatRelative(finishedAt ?? createdAt)}</span>
    </span>
  );
}

function startWords({ clocks, events, next }: Pipeline['starts']): string {
  const words = [
    ...(next === null ? (clocks > 0 ? [formatCount(clocks, 'clock')] : []) : [formatRelative(next)]),
    ...(events > 0 ? [`on ${formatCount(events, 'event')}`] : []),
  ];
  return words.length === 0 ? 'Never' : words.join(', ');
}
