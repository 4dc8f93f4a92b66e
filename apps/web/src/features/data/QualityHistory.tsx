'use client';

import { driftWord } from '@millrace/pipeline-core/sketch';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatCount, formatNumber, formatPercent } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { Combobox } from '../../ui/Combobox';
import { LineChart } from '../../ui/charts';
import { Notice } from '../../ui/Notice';
import { ProgressBar } from '../../ui/ProgressBar';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

type Batch = Outputs['datasets']['history']['batches'][number];

/** How a dataset changed from batch to batch: from summaries kept with each, no row is read again. */
export function QualityHistory({ dataset }: { dataset: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.datasets.history.queryOptions(
      { project: slug, id: dataset },
      // Each answer makes a few of the missing summaries; one that cannot be made ends that.
      { refetchInterval: ({ state }) => (state.status === 'success' && (state.data?.waiting ?? 0) > 0 ? 200 : false) },
    ),
  );
  return (
    <QueryView query={query}>
      {({ batches, waiting }) => (
        <div className="grid gap-3">
          <Progress waiting={waiting} of={batches.length} failed={query.isError} />
          <History batches={batches} dataset={dataset} />
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

function History({ batches, dataset }: { batches: readonly Batch[]; dataset: string }) {
  const { slug } = useProject();
  const names = batches.at(-1)?.columns.map(({ name }) => name) ?? [];
  const [name, setName] = useState(names[0] ?? '');
  const rows = [...batches].reverse().map((batch) => ({
    ...batch,
    column: batch.columns.find((column) => column.name === name),
    most: [...batch.columns].sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1))[0],
  }));
  const series = (label: string, of: (batch: (typeof rows)[number]) => number | null) => ({
    id: label,
    label,
    points: [...rows].reverse().map((batch) => ({ x: batch.number, y: of(batch) })),
  });
  return (
    <div className="grid gap-3">
      <div className="flex items-center gap-3">
        <span className="text-muted">Column</span>
        <div className="w-56">
          <Combobox
            label="Column"
            value={name}
            onValueChange={setName}
            options={names.map((value) => ({ value, label: value }))}
          />
        </div>
      </div>
      {batches.length > 1 ? (
        <div className="grid gap-3 lg:grid-cols-2">
          <LineChart
            title={`Missing in ${name}`}
            xLabel="batch"
            wholeX
            fromZero
            range="all rows of each batch"
            series={[series('missing', ({ column }) => column?.missing ?? null)]}
            formatY={(value) => formatPercent(value)}
          />
          <LineChart
            title={`Change of ${name} (PSI)`}
            xLabel="batch"
            wholeX
            fromZero
            range="against the batch before, within 2 %"
            series={[series('PSI', ({ column }) => column?.psi ?? null)]}
            references={[{ axis: 'y', value: 0.25, label: 'above 0.25: different', align: 'left' }]}
          />
        </div>
      ) : (
        <p className="text-muted">With a second batch this page says what changed from one to the next.</p>
      )}
      <Card>
        <CardHeader title="Batches" />
        <Table
          label="History of batches"
          rows={rows}
          rowId={({ id }) => id}
          rowHref={({ id }) => `/p/${slug}/data/${dataset}?batch=${id}`}
          rowHeight={44}
          columns={[
            { id: 'number', header: 'Batch', cell: ({ number }) => number },
            { id: 'rows', header: 'Rows', align: 'right', cell: (batch) => batch.rows.toLocaleString('en') },
            { id: 'rejected', header: 'Rejected', align: 'right', cell: ({ rejected }) => rejected },
            {
              id: 'missing',
              header: `Missing in ${name}`,
              align: 'right',
              cell: ({ column }) => formatPercent(column?.missing),
            },
            {
              id: 'distinct',
              header: 'Values',
              align: 'right',
              cell: ({ column }) =>
                column === undefined
                  ? ''
                  : `${column.distinctIsExact ? '' : 'about '}${column.distinct.toLocaleString('en')}`,
            },
            { id: 'mean', header: 'Mean', align: 'right', cell: ({ column }) => formatNumber(column?.mean) },
            {
              id: 'psi',
              header: 'PSI',
              align: 'right',
              cell: ({ column }) =>
                column?.psi === null || column === undefined
                  ? ''
                  : `${formatNumber(column.psi)} ${driftWord(column.psi)}`,
            },
            { id: 'values', header: 'New and lost', wrap: true, cell: ({ column }) => valuesText(column) },
            {
              id: 'most',
              header: 'Moved most',
              cell: ({ most }) => (most?.psi ? `${most.name} ${formatNumber(most.psi)}` : ''),
            },
            { id: 'schema', header: 'Columns changed', wrap: true, cell: ({ schema }) => schema.join(' ') },
          ]}
        />
      </Card>
    </div>
  );
}

function valuesText(column: Batch['columns'][number] | undefined): string {
  if (column === undefined) return '';
  const list = (word: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`${word}: ${values.slice(0, 4).join(', ')}${values.length > 4 ? ' …' : ''}`];
  return [...list('new', column.newValues), ...list('lost', column.lostValues)].join('; ');
}
