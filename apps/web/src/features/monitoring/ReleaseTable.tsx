import type { Outputs } from '../../client/outputs';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';
import { milliseconds } from './format-latency';

type ReleaseFigures = Outputs['monitoring']['endpoint']['releases'][number];

/** Served, errors, fallbacks and times of each release. */
export function ReleaseTable({ releases }: { releases: ReleaseFigures[] }) {
  const time =
    (pick: 'min' | 'mean' | 'p50' | 'p95' | 'max') =>
    ({ figures }: ReleaseFigures) =>
      figures.latency === null ? '' : milliseconds(figures.latency[pick]);
  return (
    <Card>
      <CardHeader title="By release" aside="milliseconds of whole requests, from arrival to answer" />
      <Table
        label="Figures by release"
        rows={releases}
        rowId={({ release }) => release}
        empty={<EmptyState title="No requests in this range" />}
        columns={[
          { id: 'release', header: 'Release', cell: ({ name }) => name ?? 'unknown' },
          {
            id: 'served',
            header: 'Served',
            align: 'right',
            cell: ({ figures }) => figures.served.toLocaleString('en'),
          },
          { id: 'errors', header: 'No answer', align: 'right', cell: ({ figures }) => figures.errors },
          { id: 'fallbacks', header: 'Fallbacks', align: 'right', cell: ({ figures }) => figures.fallbacks },
          { id: 'min', header: 'Min', align: 'right', wideOnly: true, cell: time('min') },
          { id: 'mean', header: 'Mean', align: 'right', cell: time('mean') },
          { id: 'p50', header: 'p50', align: 'right', wideOnly: true, cell: time('p50') },
          { id: 'p95', header: 'p95', align: 'right', cell: time('p95') },
          { id: 'max', header: 'Max', align: 'right', wideOnly: true, cell: time('max') },
        ]}
      />
    </Card>
  );
}
