'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { formatBytes } from '../../lib/format-bytes';
import { formatRelative } from '../../lib/format-date';
import { formatShape } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { ErrorState } from '../../ui/ErrorState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { Skeleton } from '../../ui/Skeleton';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Tabs } from '../../ui/Tabs';
import { useProject } from '../frame/project-context';
import { BatchesTab } from './BatchesTab';
import { ColumnCard } from './ColumnCard';
import { RejectsTab } from './RejectsTab';
import { StarterDialog } from './StarterDialog';
import { TableTab } from './TableTab';
import { WarningsList } from './WarningsList';

/** One dataset: its rows, what its columns hold, what is wrong with them, and all its batches. */
export function DatasetPage(props: { dataset: string }) {
  const { slug, project, can } = useProject();
  const router = useRouter();
  const search = useSearchParams();
  const trpc = useTRPC();
  const [starting, setStarting] = useState(search.get('start') === '1');
  const tab = search.get('tab') ?? 'table';
  const chosen = search.get('batch');
  const query = useQuery(
    trpc.datasets.get.queryOptions({ project: slug, id: props.dataset, ...(chosen === null ? {} : { batch: chosen }) }),
  );
  const open = (next: string) => {
    const params = new URLSearchParams(search);
    params.set('tab', next);
    router.replace(`?${params}`, { scroll: false });
  };
  const crumbs = [
    { label: project.name },
    { label: 'Data', href: `/p/${slug}/data` },
    { label: query.data?.dataset.name ?? '…' },
  ];
  if (query.isError) {
    const report = reportOf(query.error);
    return (
      <PageFrame crumbs={crumbs}>
        <ErrorState what={report.message} next={report.next} onRetry={() => void query.refetch()} />
      </PageFrame>
    );
  }
  const batch = query.data?.batch;
  if (query.data === undefined || batch === null || batch === undefined) {
    return (
      <PageFrame crumbs={crumbs}>
        <Skeleton className="h-64" />
      </PageFrame>
    );
  }
  const { dataset, batches } = query.data;
  const warnings = batch.profile.warnings;
  return (
    <PageFrame
      fill={tab === 'table'}
      crumbs={crumbs}
      actions={
        can('edit') ? (
          <Button variant="primary" onClick={() => setStarting(true)}>
            New pipeline from this
          </Button>
        ) : null
      }
    >
      <SentenceHeader
        sentence={warnings[0]?.message ?? `${dataset.name} has no finding that needs attention.`}
        facts={[
          formatShape(batch.rows, batch.columns),
          formatBytes(batch.bytes),
          `batch ${batch.number}, landed ${formatRelative(batch.createdAt)}`,
          batch.fileName,
        ]}
      />
      <Tabs
        label="Dataset"
        value={tab}
        onValueChange={open}
        tabs={[
          { value: 'table', label: 'Table' },
          { value: 'profile', label: 'Profile', count: batch.columns },
          {
            value: 'quality',
            label: 'Quality',
            count: warnings.length,
            tone: warnings.some(({ severity }) => severity === 'high') ? 'danger' : 'neutral',
          },
          {
            value: 'rejects',
            label: 'Rejected lines',
            count: batch.rejected,
            tone: batch.rejected > 0 ? 'warning' : 'neutral',
          },
          { value: 'batches', label: 'Batches', count: batches.length },
        ]}
      />
      {tab === 'table' ? (
        <TableTab
          table={batch.tableHash}
          rows={batch.rows}
          profile={batch.profile}
          onColumnClick={() => open('profile')}
        />
      ) : null}
      {tab === 'profile' ? (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-3">
          {batch.profile.columns.map((column) => (
            <ColumnCard key={column.name} column={column} />
          ))}
        </div>
      ) : null}
      {tab === 'quality' ? <WarningsList profile={batch.profile} notes={batch.notes} /> : null}
      {tab === 'rejects' ? <RejectsTab rejects={batch.rejects} count={batch.rejected} /> : null}
      {tab === 'batches' ? <BatchesTab dataset={dataset} batches={batches} current={batch.id} /> : null}
      <StarterDialog open={starting} onOpenChange={setStarting} dataset={dataset} profile={batch.profile} />
    </PageFrame>
  );
}
