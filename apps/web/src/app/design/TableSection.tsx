'use client';

import { useCallback, useState } from 'react';
import {
  Avatar,
  Button,
  Card,
  CardHeader,
  ColumnSummary,
  DataGrid,
  EmptyState,
  type GridColumn,
  HealthBadge,
  type HealthState,
  type LoadWindow,
  type SortState,
  Sparkline,
  Table,
} from '../../ui';
import { bell, wave } from './example-data';
import { Section } from './Section';

type Model = { id: string; purpose: string; state: HealthState; why: string; owner: string; auc: number };

const models: readonly Model[] = [
  {
    id: 'Churn',
    purpose: 'who may leave',
    state: 'needs-action',
    why: 'Flags 18% more customers than in October.',
    owner: 'Ana Moreau',
    auc: 0.853,
  },
  {
    id: 'Pricing',
    purpose: 'daily shelf prices',
    state: 'watch',
    why: '2 inputs look different: city, season.',
    owner: 'Jo Kern',
    auc: 0.791,
  },
  {
    id: 'Demand',
    purpose: 'daily orders per shop',
    state: 'waiting-for-labels',
    why: 'Next labels on Monday.',
    owner: 'Kim Okafor',
    auc: 0.734,
  },
  {
    id: 'Fraud',
    purpose: 'blocks stolen cards',
    state: 'healthy',
    why: 'On target for 31 days.',
    owner: 'Kim Okafor',
    auc: 0.962,
  },
];

function ModelTable() {
  const [sort, setSort] = useState<SortState>({ columnId: 'auc', direction: 'descending' });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['Pricing']));
  const sign = sort.direction === 'ascending' ? 1 : -1;
  const rows = models.toSorted((a, b) => sign * (sort.columnId === 'auc' ? a.auc - b.auc : a.id.localeCompare(b.id)));
  return (
    <Card>
      <CardHeader title="Models" aside={`${selected.size} chosen`} />
      <Table
        label="Models"
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.id}
        rowHref={() => '#tables'}
        rowHeight={44}
        sort={sort}
        onSortChange={setSort}
        selected={selected}
        onSelectedChange={setSelected}
        rowClassName={(row) => (row.state === 'needs-action' ? '[&>td]:bg-danger-tint' : '')}
        columns={[
          { id: 'id', header: 'Model', sortable: true, cell: (row) => <b>{row.id}</b> },
          {
            id: 'purpose',
            header: 'Purpose',
            wideOnly: true,
            cell: (row) => <span className="text-muted">{row.purpose}</span>,
          },
          { id: 'state', header: 'State', cell: (row) => <HealthBadge state={row.state} /> },
          { id: 'why', header: 'Why', wrap: true, wideOnly: true, cell: (row) => row.why },
          {
            id: 'trend',
            header: 'Last 13 weeks',
            wideOnly: true,
            width: 120,
            cell: (row) => (
              <Sparkline
                height={24}
                values={wave(13, row.id.length)}
                tone={row.state === 'needs-action' ? 'danger' : row.state === 'healthy' ? 'normal' : 'quiet'}
              />
            ),
          },
          { id: 'auc', header: 'AUC', align: 'right', sortable: true, cell: (row) => row.auc.toFixed(3) },
          {
            id: 'owner',
            header: 'Owner',
            wideOnly: true,
            cell: (row) => (
              <span className="flex items-center gap-2">
                <Avatar name={row.owner} size={20} /> {row.owner.split(' ')[0]}
              </span>
            ),
          },
          {
            id: 'next',
            header: 'Next step',
            cell: (row) => (
              <Button size="sm" variant={row.state === 'needs-action' ? 'primary' : 'secondary'}>
                {row.state === 'needs-action' ? 'Decide' : 'Open'}
              </Button>
            ),
          },
        ]}
      />
    </Card>
  );
}

const rowCount = 2_400_000;
const named: readonly GridColumn[] = [
  {
    id: 'customer_id',
    label: 'customer_id',
    kind: 'text',
    width: 120,
    summary: <ColumnSummary topValues={[{ label: 'all different', share: 1 }]} missingShare={0} distinct={rowCount} />,
  },
  {
    id: 'age',
    label: 'age',
    kind: 'number',
    width: 88,
    summary: <ColumnSummary histogram={bell(20, 7, 6)} missingShare={0.017} distinct={74} />,
  },
  {
    id: 'plan',
    label: 'plan',
    kind: 'category',
    width: 96,
    summary: (
      <ColumnSummary
        topValues={[
          { label: 'pro', share: 0.45 },
          { label: 'free', share: 0.41 },
          { label: 'team', share: 0.14 },
        ]}
        missingShare={0}
        distinct={3}
      />
    ),
  },
  {
    id: 'tenure',
    label: 'tenure',
    kind: 'number',
    width: 96,
    tone: 'selected',
    summary: <ColumnSummary histogram={bell(20, 0, 9)} missingShare={0} distinct={73} />,
  },
  {
    id: 'spend',
    label: 'spend',
    kind: 'number',
    width: 96,
    format: (value) => Number(value).toFixed(2),
    summary: <ColumnSummary histogram={bell(20, 4, 2)} missingShare={0} distinct={412} />,
  },
  {
    id: 'referral_code',
    label: 'referral_code',
    kind: 'category',
    width: 132,
    summary: (
      <ColumnSummary
        topValues={[
          { label: 'blank', share: 0.61, tone: 'blank' },
          { label: 'FRIEND10', share: 0.09 },
          { label: 'other 212', share: 0.3 },
        ]}
        missingShare={0.61}
        distinct={214}
      />
    ),
  },
];
const gridColumns: readonly GridColumn[] = [
  ...named,
  ...Array.from({ length: 194 }, (_, index) => ({
    id: `m${index}`,
    label: `measure_${index + 1}`,
    kind: 'number' as const,
    width: 112,
    summary: (
      <ColumnSummary histogram={bell(16, index % 16, 3 + (index % 5))} missingShare={0} distinct={900 + index} />
    ),
  })),
];

const plans = ['pro', 'free', 'team'];

function exampleRow(row: number): (string | number | null)[] {
  const mixed = (row * 7919) % 104_729;
  return [
    `C-${100_000 + row}`,
    mixed % 59 === 0 ? null : 18 + (mixed % 70),
    plans[mixed % 3] ?? null,
    mixed % 73,
    [48.9, 0, 129][mixed % 3] ?? 0,
    mixed % 5 < 3 ? null : mixed % 11 === 0 ? '' : 'FRIEND10',
    ...Array.from({ length: 194 }, (_, index) => ((mixed * (index + 3)) % 10_007) / 100),
  ];
}

/** Lists and data grids. */
export function TableSection() {
  const loadWindow = useCallback<LoadWindow>(
    async (offset, limit) => ({ rows: Array.from({ length: limit }, (_, index) => exampleRow(offset + index)) }),
    [],
  );
  const failingWindow = useCallback<LoadWindow>(async () => {
    throw new Error('no answer for 10 s');
  }, []);
  return (
    <Section id="tables" title="Tables">
      <ModelTable />
      <Card>
        <DataGrid
          label="Customers"
          className="h-[420px]"
          columns={gridColumns}
          rowCount={rowCount}
          loadWindow={loadWindow}
          dataKey="example"
          headerHeight={108}
          note="all rows, nothing sampled"
        />
      </Card>
      <div className="grid gap-3 lg:grid-cols-2">
        <Card>
          <DataGrid
            label="Rows that do not load"
            className="h-[180px]"
            columns={named.map(({ summary, ...column }) => column)}
            rowCount={1200}
            loadWindow={failingWindow}
            dataKey="failing"
          />
        </Card>
        <Card>
          <Table
            label="No runs"
            rows={[]}
            rowId={() => ''}
            columns={[]}
            empty={<EmptyState title="No runs match" action={<Button>Clear depth &gt; 8</Button>} />}
          />
        </Card>
      </div>
    </Section>
  );
}
