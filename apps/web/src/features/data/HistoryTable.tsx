'use client';

import { driftWord } from '@millrace/pipeline-core/sketch';
import type { Outputs } from '../../client/outputs';
import { formatCompact, formatNumber, formatPercent } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { historyLook } from './history-look';

type Batch = Outputs['datasets']['history']['batches'][number];
type Column = Batch['columns'][number];
type Row = Batch & { column: Column | undefined; most: Column | undefined };

/** One line for each batch, newest first: one of its columns, and the column that moved most. */
export function HistoryTable(props: { batches: readonly Batch[]; name: string; dataset: string }) {
  const { batches, name, dataset } = props;
  const { slug } = useProject();
  const rows = [...batches].reverse().map((batch) => ({
    ...batch,
    column: batch.columns.find((column) => column.name === name),
    most: [...batch.columns].sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1))[0],
  }));
  return (
    <Card>
      <CardHeader title="Batches" />
      <Table
        label="History of batches"
        rows={rows}
        rowId={({ id }) => id}
        rowHref={({ id }) => `/p/${slug}/data/${dataset}?batch=${id}`}
        rowHeight={44}
        columns={columnsFor(name, historyLook(batches, name))}
      />
    </Card>
  );
}

function columnsFor(name: string, look: ReturnType<typeof historyLook>): readonly TableColumn<Row>[] {
  const columns: TableColumn<Row>[] = [
    { id: 'number', header: 'Batch', cell: (batch) => batch.number },
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
          : column.distinctIsExact
            ? formatNumber(column.distinct)
            : `about ${formatCompact(column.distinct)}`,
    },
    { id: 'mean', header: 'Mean', align: 'right', cell: ({ column }) => formatNumber(column?.mean) },
    {
      id: 'psi',
      header: 'PSI',
      align: 'right',
      cell: ({ column }) =>
        column?.psi === null || column === undefined ? '' : `${formatNumber(column.psi)} ${driftWord(column.psi)}`,
    },
    { id: 'values', header: 'New and lost', wrap: true, cell: ({ column }) => valuesText(column) },
    {
      id: 'most',
      header: 'Moved most',
      cell: ({ most }) => (most?.psi ? `${most.name} ${formatNumber(most.psi)}` : ''),
    },
    { id: 'schema', header: 'Columns changed', wrap: true, cell: ({ schema }) => schema.join(' ') },
  ];
  const hidden = new Set([
    ...(look.values ? [] : ['values']),
    ...(look.schema ? [] : ['schema']),
    ...(look.moved ? [] : ['psi', 'most']),
  ]);
  return columns.filter(({ id }) => !hidden.has(id));
}

function valuesText(column: Column | undefined): string {
  if (column === undefined) return '';
  const list = (word: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`${word}: ${values.slice(0, 4).join(', ')}${values.length > 4 ? ' …' : ''}`];
  return [...list('new', column.newValues), ...list('lost', column.lostValues)].join('; ');
}
