'use client';

import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';
import { Table, type TableColumn } from '../../ui/Table';
import { ClocksCard } from '../clocks/ClocksCard';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { RunStatusBadge } from '../runs/RunStatusBadge';
import { startedBy } from '../runs/started-by';
import { PipelineTriggers } from './PipelineTriggers';
import { usePipelineClocks } from './use-pipeline-clocks';

type Starts = Outputs['pipelines']['starts'];

const words = {
  none: 'No clock: it runs by hand or by event.',
  removal: 'The pipeline no longer starts at these times. Its runs stay.',
};

/** What starts a pipeline by itself: clocks, events, and the runs that came of them. */
export function PipelineStarts({ pipeline }: { pipeline: string }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const actions = usePipelineClocks(pipeline);
  const query = useQuery(
    trpc.pipelines.starts.queryOptions(
      { project: slug, pipeline: pipelineIdSchema.parse(pipeline) },
      { refetchInterval: 5000 },
    ),
  );
  return (
    <QueryView query={query} skeletonClass="h-64">
      {(starts) => (
        <>
          <Waiting starts={starts} />
          <ClocksCard clocks={starts.clocks} actions={can('run') ? actions : null} words={words} />
          <PipelineTriggers pipeline={pipeline} />
          <StartedRuns runs={starts.runs} />
        </>
      )}
    </QueryView>
  );
}

/** What was asked for and has no run yet, and what was refused, with the reason. */
function Waiting({ starts: { waiting, refused, running } }: { starts: Starts }) {
  const what = formatCount(waiting.length, 'start waits', 'starts wait');
  return (
    <>
      {waiting.length === 0 ? null : <Notice>{running ? `${what} for the run on its way.` : `${what}.`}</Notice>}
      {refused.map(({ id, error, createdAt }) => (
        <Notice key={id} tone="warning" title={`It could not start ${formatRelative(createdAt)}`}>
          {error?.message}
        </Notice>
      ))}
    </>
  );
}

const columns: readonly TableColumn<Starts['runs'][number]>[] = [
  { id: 'number', header: 'Run', width: 72, cell: ({ number }) => number },
  { id: 'state', header: 'State', cell: (run) => <RunStatusBadge run={run} /> },
  { id: 'why', header: 'Started by', wrap: true, cell: startedBy },
  { id: 'at', header: 'Started', align: 'right', cell: ({ createdAt }) => formatRelative(createdAt) },
];

function StartedRuns({ runs }: { runs: Starts['runs'] }) {
  const { slug } = useProject();
  return (
    <Card>
      <CardHeader title="Started by itself" aside={runs.length === 10 ? 'the last 10' : `${runs.length}`} />
      <Table
        label="Runs that started by themselves"
        rows={runs}
        rowHeight={44}
        rowId={({ id }) => id}
        rowName={({ number }) => `Run ${number}`}
        rowHref={({ id }) => `/p/${slug}/runs/${id}`}
        columns={columns}
        empty={<EmptyState title="Not yet" detail="Runs that a clock, an event or a program starts are shown here." />}
      />
    </Card>
  );
}
