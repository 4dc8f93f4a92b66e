'use client';

import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table, type TableColumn } from '../../ui/Table';
import { PlaceTabs } from '../frame/PlaceTabs';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { RunStatusBadge } from './RunStatusBadge';
import { runSubject } from './run-states';

type Run = Outputs['runs']['list']['runs'][number];

const columns: readonly TableColumn<Run>[] = [
  { id: 'number', header: 'Run', width: 72, cell: ({ number }) => number },
  { id: 'pipeline', header: 'Pipeline', cell: runSubject },
  { id: 'state', header: 'State', cell: (run) => <RunStatusBadge run={run} /> },
  { id: 'steps', header: 'Steps', align: 'right', wideOnly: true, cell: ({ steps }) => steps },
  {
    id: 'time',
    header: 'Time',
    align: 'right',
    wideOnly: true,
    cell: ({ createdAt, finishedAt }) =>
      finishedAt === null ? '' : formatDuration(finishedAt.getTime() - createdAt.getTime()),
  },
  {
    id: 'started',
    header: 'Started',
    align: 'right',
    cell: ({ createdAt }) => formatRelative(createdAt),
  },
];

/** Runs of all pipelines, newest first. */
export function RunsPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.list.queryOptions({ project: slug, limit: 200 }, { refetchInterval: 3000 }));
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Pipelines', href: `/p/${slug}/pipelines` }, { label: 'Runs' }]}
      bars={<PlaceTabs place="pipelines" page="runs" />}
    >
      <QueryView query={query}>
        {({ runs }) => (
          <>
            <SentenceHeader sentence={sentenceOf(runs)} />
            <Card>
              <Table
                label="Runs"
                rows={runs}
                rowId={({ id }) => id}
                rowName={({ number }) => `Run ${number}`}
                rowHref={({ id }) => `/p/${slug}/runs/${id}`}
                empty={<EmptyState title="No runs yet" detail="Open a pipeline and press Run." />}
                columns={columns}
              />
            </Card>
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

function sentenceOf(runs: readonly Run[]): string {
  if (runs.length === 0) return 'Nothing has run yet.';
  const going = runs.filter(({ status }) => status === 'running').length;
  if (going > 0) return `${going} of ${runs.length} runs ${going === 1 ? 'is' : 'are'} going.`;
  const failed = runs.filter(({ status }) => status === 'failed').length;
  if (runs.length === 1) return failed === 1 ? 'The one run so far failed.' : 'The one run so far is done.';
  return failed === 0
    ? `No run is going; none of the last ${runs.length} failed.`
    : `No run is going; ${failed} of the last ${runs.length} failed.`;
}
