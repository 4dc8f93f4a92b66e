import type { Outputs } from '../../client/outputs';
import { Badge } from '../../ui/Badge';
import { Sparkline } from '../../ui/Sparkline';
import { HealthBadge } from '../../ui/StateBadge';
import { Table, type TableColumn } from '../../ui/Table';
import { milliseconds } from './format-latency';

type DeployedModel = Outputs['monitoring']['overview']['rows'][number];

/** One line per deployed model: how it is, why, and what it was asked. */
export function DeployedModelsTable({ project, rows }: { project: string; rows: readonly DeployedModel[] }) {
  return (
    <Table
      label="Deployed models"
      rowHeight={44}
      rows={rows}
      rowId={({ id }) => id}
      rowName={({ name }) => name}
      rowHref={({ id }) => `/p/${project}/monitoring/${id}`}
      columns={columns}
    />
  );
}

const columns: TableColumn<DeployedModel>[] = [
  {
    id: 'name',
    header: 'Model',
    cell: ({ name, sandbox }) => (
      <span className="flex gap-2 font-medium">
        {name} {sandbox ? <Badge>sandbox</Badge> : null}
      </span>
    ),
  },
  { id: 'state', header: 'State', cell: ({ health }) => <HealthBadge state={health.state} reason={health.why} /> },
  { id: 'why', header: 'Why', wrap: true, wideOnly: true, cell: ({ health }) => health.why },
  {
    id: 'served',
    header: 'Predictions',
    align: 'right',
    cell: ({ figures }) => <span data-testid="served">{figures.served.toLocaleString('en')}</span>,
  },
  {
    id: 'p95',
    header: 'p95',
    align: 'right',
    wideOnly: true,
    cell: ({ figures }) => (figures.latency === null ? '' : `${milliseconds(figures.latency.p95)} ms`),
  },
  {
    id: 'trend',
    header: 'Traffic',
    width: 120,
    wideOnly: true,
    cell: ({ trend }) => <Sparkline values={trend} label="Requests over time" />,
  },
];
