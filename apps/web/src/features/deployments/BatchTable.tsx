'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { formatDateTime } from '../../lib/format-date';
import { Button, buttonStyles } from '../../ui/Button';
import { ProgressBar } from '../../ui/ProgressBar';
import { Spinner } from '../../ui/Spinner';
import { StateBadge } from '../../ui/StateBadge';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import {
  batchDisplayState,
  batchProgress,
  endedInVain,
  isUnderWay,
  type ScoredBatch,
  scoresHref,
  webhookWords,
} from './batch-words';

/** Batches of an endpoint, newest first: how far each is, and its scores. */
export function BatchTable({ batches }: { batches: readonly ScoredBatch[] }) {
  const { slug } = useProject();
  const columns: TableColumn<ScoredBatch>[] = [
    {
      id: 'data',
      header: 'Dataset',
      cell: ({ dataset, run, runNumber }) => (
        <span className="grid">
          <span>{`${dataset.name}, batch ${dataset.batch}`}</span>
          <TextLink href={`/p/${slug}/runs/${run}`}>{`Run ${runNumber}`}</TextLink>
        </span>
      ),
    },
    { id: 'release', header: 'Version', cell: ({ release }) => `${release.model} v${release.number}` },
    { id: 'state', header: 'State', cell: ({ state }) => <State state={state} /> },
    { id: 'progress', header: 'Rows', wrap: true, cell: (batch) => <Progress batch={batch} /> },
    { id: 'at', header: 'Asked', wideOnly: 'xl', cell: ({ createdAt }) => formatDateTime(new Date(createdAt)) },
    { id: 'act', header: 'Scores', cell: (batch) => <Act batch={batch} /> },
  ];
  return <Table label="Batches" rows={batches} rowId={({ id }) => id} rowHeight={44} columns={columns} />;
}

/** One that was cancelled and is not over yet is no more at work than it must be. */
function State({ state }: Pick<ScoredBatch, 'state'>) {
  if (state !== 'stopping') return <StateBadge state={batchDisplayState[state]} look="plain" />;
  return (
    <span className="inline-flex items-center gap-1.5 text-12 font-medium text-muted">
      <Spinner /> Cancelling
    </span>
  );
}

function Progress({ batch }: { batch: ScoredBatch }) {
  const { rows } = batch;
  const webhook = webhookWords(batch);
  return (
    <span className="grid gap-1 py-1">
      <span className={batch.state === 'failed' ? 'text-danger' : ''}>{batchProgress(batch)}</span>
      {isUnderWay(batch) ? (
        <ProgressBar value={rows.total === 0 ? null : rows.done / rows.total} label="Rows scored" />
      ) : null}
      {webhook === null ? null : <span className="text-12 text-muted">{webhook}</span>}
    </span>
  );
}

const formats = [
  { format: 'csv', label: 'CSV' },
  { format: 'parquet', label: 'Parquet' },
  { format: 'ndjson', label: 'JSON lines' },
];

function Act({ batch }: { batch: ScoredBatch }) {
  const { slug } = useProject();
  if (batch.state === 'stopping') return null; // it was asked to stop, once is enough
  if (isUnderWay(batch)) return <MoveButton batch={batch} move="cancel" label="Cancel" />;
  if (endedInVain(batch)) return <MoveButton batch={batch} move="again" label="Score again" />;
  if (batch.scores === null) return null;
  return (
    <span className="flex flex-wrap gap-1">
      {formats.map(({ format, label }) => (
        <a
          key={format}
          className={buttonStyles({ size: 'sm' })}
          href={scoresHref({ project: slug, endpoint: batch.endpoint.id, id: batch.id, format })}
          download
        >
          <Download className="lucide" aria-hidden />
          {label}
        </a>
      ))}
    </span>
  );
}

/** Stops a batch, or starts it once more. */
function MoveButton(props: { batch: ScoredBatch; move: 'cancel' | 'again'; label: string }) {
  const { id, endpoint } = props.batch;
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const move = useMutation(
    trpc.batches[props.move].mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.batches.pathKey() }),
      onError: (error) => show({ title: reportOf(error).message, tone: 'danger' }),
    }),
  );
  if (!can('run')) return null;
  return (
    <Button
      size="sm"
      loading={move.isPending}
      onClick={() => move.mutate({ project: slug, endpoint: endpoint.id, id })}
    >
      {props.label}
    </Button>
  );
}
