'use client';

import { formatRelative } from '../../lib/format-date';
import { formatNumber } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import type { ViewDetail } from './view-detail';

/** What was published when: training reads all of it. */
export function VersionsTable({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  return (
    <Card>
      {detail.pack === null ? null : <CardHeader title="Versions" aside={packWords(detail.pack)} />}
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

function packWords({ to, rows, given }: NonNullable<ViewDetail['pack']>): string {
  const left = given - rows;
  const repeated = left === 0 ? '' : `, ${formatNumber(left)} repeated ones left out`;
  return `v1 to v${to} are read as one table of ${formatNumber(rows)} rows${repeated}`;
}
