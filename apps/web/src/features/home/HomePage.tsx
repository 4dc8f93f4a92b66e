'use client';

import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { DataUpload } from '../data/DataUpload';
import { useProject } from '../frame/project-context';
import { NewPipelineButton } from '../pipelines/NewPipelineButton';
import { QueryView } from '../QueryView';
import { RunStatusBadge } from '../runs/RunStatusBadge';
import { runSubject } from '../runs/run-states';
import { FirstSteps } from './FirstSteps';
import { SampleCards } from './SampleCards';

type Home = Outputs['home'];

const pipelineColumns: readonly TableColumn<Home['pipelines'][number]>[] = [
  { id: 'name', header: 'Pipeline', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'edited', header: 'Edited', cell: ({ updatedAt }) => formatRelative(updatedAt) },
];

const runColumns: readonly TableColumn<Home['runs'][number]>[] = [
  { id: 'run', header: 'Run', cell: (run) => `${run.number} · ${runSubject(run)}` },
  { id: 'state', header: 'State', cell: (run) => <RunStatusBadge run={run} /> },
  { id: 'started', header: 'Started', align: 'right', cell: ({ createdAt }) => formatRelative(createdAt) },
];

/** Where one goes on: recent pipelines and runs; on the first day, the ways to start. */
export function HomePage() {
  const { slug, project, me, can } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.home.queryOptions({ project: slug }, { refetchInterval: 10_000 }));
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Home' }]}
      actions={can('edit') ? <NewPipelineButton /> : null}
    >
      <QueryView query={query}>
        {(home) => {
          const fresh = home.pipelines.length === 0;
          return (
            <>
              <SentenceHeader
                size={fresh ? 'display' : 'page'}
                sentence={fresh ? 'What do you want to predict?' : sentenceOf(home, me.name)}
                facts={
                  fresh ? ['Pick one and have a working model in five minutes', 'everything runs on this machine'] : []
                }
              />
              {fresh ? (
                <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
                  <div className="grid content-start gap-4">
                    <SampleCards />
                    {can('edit') ? <DataUpload label="Or drop a file of your own" /> : null}
                  </div>
                  <FirstSteps done={home.done} />
                </div>
              ) : (
                <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
                  <RecentWork pipelines={home.pipelines} runs={home.runs} />
                  <FirstSteps done={home.done} />
                </div>
              )}
            </>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}

/** The pipelines edited last and the latest runs. */
function RecentWork({ pipelines, runs }: Pick<Home, 'pipelines' | 'runs'>) {
  const { slug } = useProject();
  return (
    <div className="grid content-start gap-4">
      <Card>
        <CardHeader title="Recent pipelines" />
        <Table
          label="Recent pipelines"
          rows={pipelines}
          rowId={({ id }) => id}
          rowHref={({ id }) => `/p/${slug}/pipelines/${id}`}
          columns={pipelineColumns}
        />
      </Card>
      <Card>
        <CardHeader title="Latest runs" aside={<TextLink href={`/p/${slug}/runs`}>All runs</TextLink>} />
        <Table
          label="Latest runs"
          rows={runs}
          rowId={({ id }) => id}
          rowHref={({ id }) => `/p/${slug}/runs/${id}`}
          empty={<EmptyState title="Nothing has run yet" detail="Open a pipeline and press Run." />}
          columns={runColumns}
        />
      </Card>
    </div>
  );
}

const endWords: Record<Home['runs'][number]['status'], string> = {
  running: 'is going.',
  succeeded: 'is done.',
  failed: 'failed and waits for you.',
  cancelled: 'was cancelled.',
};

function sentenceOf(home: Pick<Home, 'runs'>, name: string): string {
  const greeting = `Hello, ${name.split(' ')[0]}.`;
  const running = home.runs.filter(({ status }) => status === 'running');
  const last = home.runs[0];
  if (running.length > 0)
    return `${greeting} ${running.length === 1 ? 'One run is' : `${running.length} runs are`} going.`;
  if (last === undefined) return greeting;
  const named = `Run ${last.number} (${runSubject(last)})`;
  return `${greeting} ${named} ${endWords[last.status]}`;
}
