'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Combobox } from '../../ui/Combobox';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { TableComparison } from './TableComparison';

/** Any two batches of the project against each other. */
export function ComparePage() {
  const { slug, project } = useProject();
  const search = useSearchParams();
  const router = useRouter();
  const trpc = useTRPC();
  const [a, b] = [search.get('a') ?? '', search.get('b') ?? ''];
  const query = useQuery(
    trpc.datasets.compare.queryOptions({ project: slug, a, b }, { enabled: a !== '' && b !== '' }),
  );
  const choose = (side: 'a' | 'b') => (batch: string) => {
    const params = new URLSearchParams(search);
    params.set(side, batch);
    router.replace(`?${params}`, { scroll: false });
  };
  // A link names both sides, of one dataset or of two: whoever opens it sees the same.
  const datasetOf = (side: 'a' | 'b') =>
    search.get(`${side}-dataset`) ?? query.data?.[side].dataset ?? search.get('dataset') ?? '';
  const chooseDataset = (side: 'a' | 'b') => (dataset: string) => {
    const params = new URLSearchParams(search);
    for (const other of ['a', 'b'] as const) params.set(`${other}-dataset`, datasetOf(other));
    params.set(`${side}-dataset`, dataset);
    params.delete('dataset');
    params.delete(side);
    router.replace(`?${params}`, { scroll: false });
  };
  return (
    <PageFrame crumbs={[{ label: project.name }, { label: 'Data', href: `/p/${slug}/data` }, { label: 'Compare' }]}>
      <SentenceHeader
        sentence="Compare two batches"
        facts={['from summaries kept with each batch', 'no row is read']}
      />
      <div className="flex flex-wrap gap-4">
        <BatchChoice
          label="Before"
          value={a}
          of={datasetOf('a')}
          onDataset={chooseDataset('a')}
          onChoose={choose('a')}
        />
        <BatchChoice label="Now" value={b} of={datasetOf('b')} onDataset={chooseDataset('b')} onChoose={choose('b')} />
      </div>
      {a === '' || b === '' ? (
        <EmptyState title="Choose two batches" detail="Of one dataset, or of two: columns are matched by name." />
      ) : (
        <QueryView query={query}>
          {({ a: before, b: now, rows, columns, schema }) => (
            <TableComparison
              before={{ label: `${before.name} ${before.number}`, rows: rows.a }}
              now={{ label: `${now.name} ${now.number}`, rows: rows.b }}
              columns={columns}
              schema={schema}
            />
          )}
        </QueryView>
      )}
    </PageFrame>
  );
}

/** A dataset, then one of its batches. */
function BatchChoice(props: {
  label: string;
  value: string;
  of: string;
  onDataset: (dataset: string) => void;
  onChoose: (batch: string) => void;
}) {
  const { label, value, of: chosen, onDataset, onChoose } = props;
  const { slug } = useProject();
  const trpc = useTRPC();
  const list = useQuery(trpc.datasets.list.queryOptions({ project: slug }));
  const dataset = useQuery(trpc.datasets.get.queryOptions({ project: slug, id: chosen }, { enabled: chosen !== '' }));
  return (
    <div className="flex items-center gap-2">
      <span className="text-muted">{label}</span>
      <div className="w-48">
        <Combobox
          label={`${label}: dataset`}
          value={chosen}
          onValueChange={onDataset}
          placeholder="Dataset"
          options={(list.data?.datasets ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <div className="w-48">
        <Combobox
          label={`${label}: batch`}
          value={value}
          onValueChange={onChoose}
          placeholder="Batch"
          options={(dataset.data?.batches ?? []).map(({ id, number, createdAt }) => ({
            value: id,
            label: `Batch ${number}`,
            detail: formatRelative(createdAt),
          }))}
        />
      </div>
    </div>
  );
}
