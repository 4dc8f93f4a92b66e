'use client';

import type { Outputs } from '../../client/outputs';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table, type TableColumn } from '../../ui/Table';

type Reader = Outputs['events']['topics']['readers'][number];

const columns: readonly TableColumn<Reader>[] = [
  { id: 'reader', header: 'Reader', cell: ({ consumer }) => consumer },
  { id: 'topic', header: 'Topic', cell: ({ topic }) => topic },
  { id: 'place', header: 'Has read', align: 'right', cell: ({ offset, lastOffset }) => `${offset} of ${lastOffset}` },
  { id: 'behind', header: 'Behind', align: 'right', cell: ({ offset, lastOffset }) => lastOffset - offset },
  {
    id: 'state',
    header: 'State',
    wrap: true,
    cell: ({ attempts, error }) =>
      attempts === 0 ? (
        'works'
      ) : (
        <span className="text-warning">
          tries one event again ({attempts} tries so far): {error?.message}
        </span>
      ),
  },
];

/** Who reads which topic and how far: a number that grows under "behind" is a reader in trouble. */
export function ReadersTable({ readers }: { readers: readonly Reader[] }) {
  return (
    <Card>
      <Table
        label="Readers"
        rows={readers}
        rowId={({ consumer, topic }) => `${consumer} ${topic}`}
        columns={columns}
        empty={<EmptyState title="Nobody reads yet" detail="Triggers and sources read topics once there are some." />}
      />
    </Card>
  );
}
