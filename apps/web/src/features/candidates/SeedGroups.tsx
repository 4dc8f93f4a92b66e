'use client';

import { metricLabel } from '@millrace/pipeline-core/metrics';
import { useMemo } from 'react';
import { formatFixed } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { Table } from '../../ui/Table';
import { type CandidateRow, decidingRows, differingParams } from './candidate-row';
import { seedGroups } from './seed-groups';

/** Models that were trained with several seeds: how good they are on average, and how far chance moves them. */
export function SeedGroups({ rows }: { rows: readonly CandidateRow[] }) {
  const groups = useMemo(() => seedGroups(rows), [rows]);
  const settings = useMemo(() => differingParams(groups.map(({ first }) => first)), [groups]);
  const [best] = groups;
  if (best === undefined) return null;
  const metric = metricLabel(best.first.metric);
  return (
    <Card>
      <CardHeader title="Over seeds" aside={`${metric} on ${decidingRows(best.first)}`} />
      <Table
        label="Over seeds"
        rows={groups}
        rowId={({ first }) => first.candidate.id}
        columns={[
          {
            id: 'model',
            header: 'Model',
            cell: ({ first }) => (
              <span className="flex gap-2">
                <span className="font-medium">{first.candidate.title}</span>
                <span className="text-12 text-muted">{settings.get(first.candidate.id)}</span>
              </span>
            ),
          },
          { id: 'seeds', header: 'Seeds', align: 'right', cell: ({ seeds }) => seeds },
          {
            id: 'mean',
            header: 'Mean ± spread',
            align: 'right',
            cell: ({ mean, sd }) => `${formatFixed(mean)} ± ${formatFixed(sd)}`,
          },
          {
            id: 'range',
            header: 'Worst to best seed',
            align: 'right',
            cell: ({ range }) => `${formatFixed(range[0])} to ${formatFixed(range[1])}`,
          },
        ]}
      />
    </Card>
  );
}
