'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCompact, formatCount } from '../../lib/format-number';
import type { Crumb } from '../../ui/Breadcrumb';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table, type TableColumn } from '../../ui/Table';
import { PlaceTabs } from '../frame/PlaceTabs';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { SourceList } from '../sources/SourceList';
import { DataUpload } from './DataUpload';

type Dataset = Outputs['datasets']['list']['datasets'][number];

const columns: readonly TableColumn<Dataset>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'rows', header: 'Rows', align: 'right', cell: ({ latest }) => formatCompact(latest?.rows) },
  { id: 'columns', header: 'Columns', align: 'right', cell: ({ latest }) => latest?.columns ?? '' },
  { id: 'rejected', header: 'Rejected', align: 'right', wideOnly: true, cell: ({ latest }) => latest?.rejected ?? 0 },
  { id: 'batches', header: 'Batches', align: 'right', wideOnly: true, cell: ({ batches }) => batches },
  {
    id: 'landed',
    header: 'Landed',
    cell: ({ latest }) => (latest === null ? 'never' : formatRelative(latest.createdAt)),
  },
];

/** What the project knows: its datasets, and on the next tab the sources that bring them. */
export function DataPage() {
  const { slug, project } = useProject();
  const sources = useSearchParams().get('tab') === 'sources';
  const here: Crumb[] = sources
    ? [{ label: 'Data', href: `/p/${slug}/data` }, { label: 'Sources' }]
    : [{ label: 'Data' }];
  return (
    <PageFrame
      crumbs={[{ label: project.name }, ...here]}
      bars={<PlaceTabs place="data" page={sources ? 'sources' : 'datasets'} />}
    >
      {sources ? <SourceList /> : <DatasetList />}
    </PageFrame>
  );
}

/** All datasets of the project, and the place to drop new files. */
function DatasetList() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.datasets.list.queryOptions({ project: slug }));
  return (
    <>
      <SentenceHeader
        sentence={query.data === undefined ? 'Data' : sentenceOf(query.data.datasets)}
        facts={['Every batch is kept byte for byte', 'typed as Parquet beside it']}
      />
      {can('edit') ? <DataUpload /> : null}
      <QueryView query={query}>
        {({ datasets }) => (
          <Card>
            <Table
              label="Datasets"
              rows={datasets}
              rowId={({ id }) => id}
              rowName={({ name }) => name}
              rowHref={({ id }) => `/p/${slug}/data/${id}`}
              empty={
                <EmptyState
                  title="No data yet"
                  detail="Drop a file anywhere above. Rows that cannot be read are kept and listed with their reason."
                />
              }
              columns={columns}
            />
          </Card>
        )}
      </QueryView>
    </>
  );
}

function sentenceOf(datasets: readonly Dataset[]): string {
  if (datasets.length === 0) return 'Bring a table to start with.';
  const rows = datasets.reduce((sum, { latest }) => sum + (latest?.rows ?? 0), 0);
  return `${formatCount(datasets.length, 'dataset')}, ${formatCompact(rows)} rows in their latest batches.`;
}
