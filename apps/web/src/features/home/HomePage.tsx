'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Card, CardHeader } from '../../ui/Card';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { DataUpload } from '../data/DataUpload';
import { useProject } from '../frame/project-context';
import { NewPipelineButton } from '../pipelines/NewPipelineButton';
import { QueryView } from '../QueryView';
import { RunStatusBadge } from '../runs/RunStatusBadge';
import { FirstSteps } from './FirstSteps';
import { SampleCards } from './SampleCards';

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
                  <div className="grid content-start gap-4">
                    <Card>
                      <CardHeader title="Go on with" />
                      <Table
                        label="Recent pipelines"
                        rows={home.pipelines}
                        rowId={({ id }) => id}
                        rowHref={({ id }) => `/p/${slug}/pipelines/${id}`}
                        columns={[
                          {
                            id: 'name',
                            header: 'Pipeline',
                            cell: ({ name }) => <span className="font-medium">{name}</span>,
                          },
                          { id: 'edited', header: 'Edited', cell: ({ updatedAt }) => formatRelative(updatedAt) },
                        ]}
                      />
                    </Card>
                    <Card>
                      <CardHeader title="Latest runs" aside={<TextLink href={`/p/${slug}/runs`}>All runs</TextLink>} />
                      <Table
                        label="Latest runs"
                        rows={home.runs}
                        rowId={({ id }) => id}
                        rowHref={({ id }) => `/p/${slug}/runs/${id}`}
                        columns={[
                          {
                            id: 'run',
                            header: 'Run',
                            cell: ({ number, pipelineName, kind }) => `${number} · ${pipelineName ?? kind}`,
                          },
                          { id: 'state', header: 'State', cell: (run) => <RunStatusBadge run={run} /> },
                          {
                            id: 'started',
                            header: 'Started',
                            align: 'right',
                            cell: ({ createdAt }) => formatRelative(createdAt),
                          },
                        ]}
                      />
                    </Card>
                  </div>
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

function sentenceOf(
  home: { runs: { status: string; number: number; pipelineName: string | null }[] },
  name: string,
): string {
  const greeting = `Welcome back, ${name.split(' ')[0]}.`;
  const running = home.runs.filter(({ status }) => status === 'running');
  const last = home.runs[0];
  if (running.length > 0)
    return `${greeting} ${running.length === 1 ? 'One run is' : `${running.length} runs are`} going.`;
  if (last?.status === 'failed') return `${greeting} Run ${last.number} failed and waits for you.`;
  return last === undefined ? greeting : `${greeting} Run ${last.number} is done.`;
}
