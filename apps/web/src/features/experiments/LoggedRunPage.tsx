'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatDateTime } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import { formatCount } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { StateBadge } from '../../ui/StateBadge';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { CompareCurves } from './CompareCurves';
import { columnFigure, metricWords } from './metric-words';
import { modelWords } from './model-words';
import { RunFiles } from './RunFiles';
import { runStates } from './run-look';

type Logged = Outputs['experiments']['run'];
type Pair = { key: string; value: string };

/** What a program logged of a run: figures with their series, parameters, tags, data, files. */
export function LoggedRunPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.experiments.run.queryOptions(
      { project: slug, id },
      { refetchInterval: ({ state }) => (state.data?.row.state === 'running' ? 4000 : false) },
    ),
  );
  const row = query.data?.row;
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Experiments', href: `/p/${slug}/experiments` },
        { label: row?.name ?? 'Logged run' },
      ]}
      beside={row === undefined ? null : <StateBadge state={runStates[row.state]} />}
    >
      <QueryView page query={query}>
        {(data) => <LoggedRun data={data} />}
      </QueryView>
    </PageFrame>
  );
}

function LoggedRun({ data }: { data: Logged }) {
  const { row, params, tags, inputs } = data;
  const [shown, setShown] = useState<string | null>(null);
  const metrics = Object.entries(row.figures);
  const metric = shown ?? metrics.find(([, { lastStep }]) => (lastStep ?? 0) > 0)?.[0] ?? metrics[0]?.[0] ?? null;
  return (
    <>
      <SentenceHeader sentence={sentenceOf(data)} facts={factsOf(data)} />
      <div className="grid min-w-0 gap-3 lg:grid-cols-2">
        <Figures metrics={metrics} metric={metric} onMetric={setShown} />
        {metric === null ? (
          <Card>
            <EmptyState title="No series" detail="A figure that is logged at several steps is drawn here." />
          </Card>
        ) : (
          <CompareCurves rows={[row]} curves={[]} metric={metric} />
        )}
        <Pairs title="Parameters" pairs={params} empty="mlflow.log_params({…}) adds some." />
        <RunFiles run={row.id} />
        <Pairs
          title="Tags"
          pairs={tags.filter(({ key }) => !key.startsWith('mlflow.'))}
          empty="mlflow.set_tag(…) adds one."
        />
        <Inputs inputs={inputs} />
      </div>
    </>
  );
}

type Metric = [key: string, figure: Logged['row']['figures'][string]];

function Figures(props: { metrics: Metric[]; metric: string | null; onMetric: (key: string) => void }) {
  const { metrics, metric, onMetric } = props;
  return (
    <Card>
      <CardHeader title="Figures" aside={metrics.length === 0 ? undefined : 'choose one to draw it'} />
      <Table
        label="Figures"
        rows={metrics}
        rowId={([key]) => key}
        rowName={([key]) => metricWords(key)}
        onRowClick={([key]) => onMetric(key)}
        rowClassName={([key]) => (key === metric ? '[&>td]:bg-selected' : '')}
        empty={<EmptyState title="No figures" detail="mlflow.log_metric(…) adds one." />}
        columns={[
          { id: 'key', header: 'Figure', cell: ([key]) => metricWords(key) },
          { id: 'last', header: 'Last', align: 'right', cell: ([key, f]) => atStep(key, f.last, f.lastStep) },
          { id: 'low', header: 'Lowest', align: 'right', cell: ([key, f]) => atStep(key, f.low, f.lowStep) },
          { id: 'high', header: 'Highest', align: 'right', cell: ([key, f]) => atStep(key, f.high, f.highStep) },
        ]}
      />
    </Card>
  );
}

function Inputs({ inputs }: { inputs: Logged['inputs'] }) {
  return (
    <Card>
      <CardHeader title="Data it used" />
      <Table
        label="Data it used"
        rows={inputs}
        rowId={({ name, digest }) => `${name} ${digest}`}
        empty={<EmptyState title="No data noted" detail="mlflow.log_input(…) notes a dataset." />}
        columns={[
          { id: 'name', header: 'Name', cell: ({ name }) => name },
          {
            id: 'digest',
            header: 'Digest',
            cell: ({ digest }) => <code className="font-mono text-12">{digest}</code>,
          },
          { id: 'context', header: 'For', cell: ({ context }) => context ?? '' },
        ]}
      />
    </Card>
  );
}

function atStep(key: string, value: number | null, step: number | null) {
  if (value === null) return '–';
  return (
    <>
      {columnFigure(key, value)}
      {step === null || step === 0 ? null : (
        <span className="pl-1 text-12 text-muted" title={`at step ${step}`}>{`@${step}`}</span>
      )}
    </>
  );
}

function sentenceOf({ row, params }: Logged): string {
  const figures = formatCount(Object.keys(row.figures).length, 'figure');
  const settings = formatCount(params.length, 'parameter');
  const doing = { running: 'is still logging', done: 'is done', failed: 'failed', stopped: 'was stopped' }[row.state];
  return `${row.name} ${doing}: ${figures}, ${settings}.`;
}

function factsOf({ row, shownId }: Logged): string[] {
  return [
    `Experiment ${row.experiment ?? ''}`,
    `started ${formatDateTime(row.startedAt)}`,
    ...(row.seconds === null ? [] : [`took ${formatDuration(row.seconds * 1000)}`]),
    ...(row.model === null ? [] : [modelWords(row)]),
    ...(row.author === null ? [] : [`by ${row.author}`]),
    `run id ${shownId}`,
  ];
}

function Pairs({ title, pairs, empty }: { title: string; pairs: readonly Pair[]; empty: string }) {
  return (
    <Card>
      <CardHeader title={title} />
      <Table
        label={title}
        rows={pairs}
        rowId={({ key }) => key}
        empty={<EmptyState title={`No ${title.toLowerCase()}`} detail={empty} />}
        columns={[
          { id: 'key', header: 'Name', cell: ({ key }) => key },
          {
            id: 'value',
            header: 'Value',
            wrap: true,
            cell: ({ value }) => <span className="wrap-anywhere">{value}</span>,
          },
        ]}
      />
    </Card>
  );
}
