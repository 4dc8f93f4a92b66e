'use client';

import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { Table } from '../../ui/Table';
import type { ViewDetail } from './view-detail';

/** The columns of a view: first what an entity is found by, then its features. */
export function FeaturesTable({ view }: { view: ViewDetail['view'] }) {
  const rows = [
    ...view.keys.map((column) => ({ ...column, key: true })),
    ...view.features.map((column) => ({ ...column, key: false })),
  ];
  return (
    <Card>
      <Table
        label="Features"
        rows={rows}
        rowId={({ name }) => name}
        columns={[
          { id: 'name', header: 'Column', cell: ({ name }) => <span className="font-medium">{name}</span> },
          { id: 'type', header: 'Type', cell: ({ type }) => type },
          {
            id: 'ask',
            header: 'In requests',
            cell: ({ name, key }) =>
              key ? (
                <Badge tone="info">key</Badge>
              ) : (
                <code className="font-mono text-12">{`${view.name}:${name}`}</code>
              ),
          },
        ]}
      />
    </Card>
  );
}
