'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatCount, formatPercent } from '../../lib/format-number';
import { Combobox } from '../../ui/Combobox';
import { LineChart } from '../../ui/charts';
import { Notice } from '../../ui/Notice';
import { ProgressBar } from '../../ui/ProgressBar';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { HistoryTable } from './HistoryTable';
import { firstColumn, historyLook } from './history-look';

type History = Outputs['datasets']['history'];
type Batch = History['batches'][number];

/** How a dataset changed from batch to batch: from summaries kept with each, no row is read again. */
export function QualityHistory({ dataset }: { dataset: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.datasets.history.queryOptions(
      { project: slug, id: dataset },
      // Each answer makes a few of the missing summaries; an answer that does not come ends that.
      { refetchInterval: ({ state }) => (state.status === 'success' && (state.data?.waiting ?? 0) > 0 ? 200 : false) },
    ),
  );
  return (
    <QueryView query={query}>
      {({ batches, waiting, failed }) => (
        <div className="grid gap-3">
          <Progress waiting={waiting} of={batches.length} failed={query.isError} />
          <Failed failed={failed} />
          <ColumnHistory batches={batches} dataset={dataset} />
        </div>
      )}
    </QueryView>
  );
}

/** Batches that landed before summaries were kept, or that were too large, are summed up while one looks. */
function Progress({ waiting, of, failed }: { waiting: number; of: number; failed: boolean }) {
  if (waiting === 0) return null;
  const what = formatCount(waiting, 'batch', 'batches');
  if (failed) return <Notice tone="warning">{what} could not be summed up. Reload the page to try again.</Notice>;
  return (
    <div className="grid gap-1">
      <p className="text-12 text-muted">Summing up {what} that nobody has looked at yet.</p>
      <ProgressBar label="Batches summed up" value={(of - waiting) / of} />
    </div>
  );
}

/** Batches without a summary, each with its reason; the others do not wait for them. */
function Failed({ failed }: { failed: History['failed'] }) {
  if (failed.length === 0) return null;
  return (
    <Notice tone="warning" title={`${formatCount(failed.length, 'batch', 'batches')} could not be summed up`}>
      <ul>
        {failed.slice(0, 3).map(({ number, message }) => (
          <li key={number} className="break-words">{`Batch ${number}: ${message}`}</li>
        ))}
      </ul>
      Look again in a minute to try again.
    </Notice>
  );
}

function ColumnHistory({ batches, dataset }: { batches: readonly Batch[]; dataset: string }) {
  // The newest batch may have no summary yet.
  const newest = batches.findLast(({ columns }) => columns.length > 0);
  const names = newest?.columns.map((column) => column.name) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const name = chosen ?? firstColumn(batches) ?? '';
  return (
    <div className="grid gap-3">
      <div className="flex items-center gap-3">
        <span className="text-muted">Column</span>
        <div className="w-56">
          <Combobox
            label="Column"
            value={name}
            onValueChange={setChosen}
            options={names.map((value) => ({ value, label: value }))}
          />
        </div>
        {batches.length > 1 && chosen === null ? (
          <span className="text-12 text-muted">It moved most in the newest batch, of all but ids and times.</span>
        ) : null}
      </div>
      {batches.length > 1 ? (
        <ColumnCharts batches={batches} name={name} />
      ) : (
        <p className="text-muted">With a second batch this page says what changed from one to the next.</p>
      )}
      <HistoryTable batches={batches} name={name} dataset={dataset} />
    </div>
  );
}

function ColumnCharts({ batches, name }: { batches: readonly Batch[]; name: string }) {
  const look = historyLook(batches, name);
  const line = { xLabel: 'batch', wholeX: true };
  const series = (label: string, of: (column: Batch['columns'][number] | undefined) => number | null) => [
    {
      id: label,
      label,
      points: batches.map(({ number, columns }) => ({ x: number, y: of(columns.find((one) => one.name === name)) })),
    },
  ];
  return (
    <>
      {look.missing ? null : <p className="text-muted">{`No cell of ${name} is missing in any batch.`}</p>}
      <div className="grid gap-3 lg:grid-cols-[repeat(auto-fit,minmax(320px,1fr))]">
        {look.missing ? (
          <LineChart
            {...line}
            title={`Missing in ${name}`}
            fromZero
            range="all rows of each batch"
            series={series('missing', (column) => column?.missing ?? null)}
            formatY={(value) => formatPercent(value)}
          />
        ) : null}
        {look.mean ? (
          <LineChart
            {...line}
            title={`Mean of ${name}`}
            range="all rows of each batch"
            series={series('mean', (column) => column?.mean ?? null)}
          />
        ) : null}
        {look.psi ? (
          <LineChart
            {...line}
            title={`Change of ${name} (PSI)`}
            fromZero
            range="against the batch before"
            series={series('PSI', (column) => column?.psi ?? null)}
            references={[{ axis: 'y', value: 0.25, label: 'above 0.25: different', align: 'left' }]}
          />
        ) : null}
      </div>
    </>
  );
}
