'use client';

import { formatRelative } from '../../lib/format-date';
import { formatNumber } from '../../lib/format-number';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import type { ViewDetail } from './view-detail';

/** What was published when: training reads all of it. */
export function VersionsTable({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  return (
    <Card>
      <Table
        label="Versions"
        rows={detail.versions}
        rowId={({ id }) => id}
        rowName={({ number }) => `v${number}`}
        rowHref={({ runId }) => `/p/${slug}/runs/${runId}`}
        empty={
          <EmptyState title="Nothing is published yet" detail="The next run of its pipeline publishes a version." />
        }
        columns={[
          { id: 'number', header: 'Version', cell: ({ number }) => `v${number}` },
          { id: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
          { id: 'entities', header: 'Entities', align: 'right', cell: ({ entities }) => formatNumber(entities) },
          { id: 'at', header: 'Published', align: 'right', cell: ({ createdAt }) => formatRelative(createdAt) },
        ]}
      />
    </Card>
  );
}
