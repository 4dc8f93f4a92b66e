'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatBytes } from '../../lib/format-bytes';
import { formatRelative } from '../../lib/format-date';
import { formatCount, formatShape } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { DatasetActions } from './DatasetActions';
import { DatasetTabs, useDatasetTab } from './DatasetTabs';
import { DataUpload } from './DataUpload';
import { NewBatch } from './NewBatch';
import { StarterDialog } from './StarterDialog';
import { useFindings } from './use-findings';

type Answer = Outputs['datasets']['get'];

/** One dataset: its rows, what its columns hold, what is wrong with them, and all its batches. */
export function DatasetPage(props: { dataset: string }) {
  const { slug, project, can } = useProject();
  const search = useSearchParams();
  const trpc = useTRPC();
  const { tab } = useDatasetTab();
  const [starting, setStarting] = useState(search.get('start') === '1');
  const chosen = search.get('batch');
  const query = useQuery(
    trpc.datasets.get.queryOptions({ project: slug, id: props.dataset, ...(chosen === null ? {} : { batch: chosen }) }),
  );
  const { data } = query;
  const onStart = can('edit') ? () => setStarting(true) : undefined;
  const gone = query.isError && reportOf(query.error).code === 'not-found';
  return (
    <PageFrame
      fill={tab === 'table' && data !== undefined && data.batch !== null}
      crumbs={[
        { label: project.name },
        { label: 'Data', href: `/p/${slug}/data` },
        { label: data?.dataset.name ?? (gone ? 'Not here' : '…') },
      ]}
      actions={data === undefined ? null : <PageActions data={data} onStart={onStart} />}
    >
      {gone ? (
        <DatasetGone />
      ) : (
        <QueryView page query={query} skeletonClass="h-64">
          {({ dataset, batch, batches, usedBy, owner }) =>
            batch === null ? (
              <>
                <NewBatch dataset={dataset.id} shown={null} batches={batches} />
                <NoBatch dataset={dataset} />
              </>
            ) : (
              <>
                <NewBatch dataset={dataset.id} shown={batch.number} batches={batches} />
                <DatasetHeader dataset={dataset} batch={batch} readers={usedBy.length} owner={owner} />
                <DatasetTabs dataset={dataset} batch={batch} batches={batches} usedBy={usedBy} onStart={onStart} />
                <StarterDialog open={starting} onOpenChange={setStarting} dataset={dataset} profile={batch.profile} />
              </>
            )
          }
        </QueryView>
      )}
    </PageFrame>
  );
}

function PageActions({ data, onStart }: { data: Answer; onStart: (() => void) | undefined }) {
  const { slug } = useProject();
  return (
    <>
      {onStart === undefined ? null : (
        <DatasetActions dataset={data.dataset} batches={data.batches} usedBy={data.usedBy} />
      )}
      {data.batches.length > 0 ? (
        <Button asChild>
          <Link href={compareHref(slug, data)}>Compare</Link>
        </Button>
      ) : null}
      {onStart === undefined ? null : (
        <Button variant="primary" disabled={data.batch === null} onClick={onStart}>
          New pipeline from this
        </Button>
      )}
    </>
  );
}

/** The shown batch against the one before it; the page lets one choose any others. */
function compareHref(slug: string, { dataset, batch, batches }: Answer): string {
  const at = batches.findIndex(({ id }) => id === batch?.id);
  const before = batches[at + 1] ?? batches[at];
  const query = new URLSearchParams({ dataset: dataset.id, a: before?.id ?? '', b: batch?.id ?? '' });
  return `/p/${slug}/data/compare?${query}`;
}

function DatasetHeader(props: {
  dataset: Answer['dataset'];
  batch: NonNullable<Answer['batch']>;
  readers: number;
  owner: string;
}) {
  const { dataset, batch, readers, owner } = props;
  const { open } = useFindings({ kind: 'dataset', dataset: dataset.id }, batch.profile.warnings);
  const facts = [
    formatShape(batch.rows, batch.columns),
    formatBytes(batch.bytes),
    `batch ${batch.number}`,
    `refreshed ${formatRelative(batch.createdAt)}`,
    batch.fileName,
    `owner ${owner}`,
    findingsOf(open.length),
    readers === 0 ? 'used by no pipeline' : `used by ${formatCount(readers, 'pipeline')}`,
  ];
  return <SentenceHeader sentence={dataset.name} facts={facts} />;
}

function findingsOf(count: number): string {
  return count === 0 ? 'nothing to mend found' : `${formatCount(count, 'finding')} under Quality`;
}

/** A link of a pipeline, a run or a bookmark may outlive its dataset. */
function DatasetGone() {
  const { slug } = useProject();
  return (
    <EmptyState
      title="This dataset or batch is not here"
      detail="It was deleted, or the address is wrong. Runs that read it keep their results; a pipeline that reads it needs another one."
      action={
        <Button asChild>
          <Link href={`/p/${slug}/data`}>All datasets</Link>
        </Button>
      }
    />
  );
}

/** The name is there, but the first file did not land. */
function NoBatch({ dataset }: { dataset: { name: string } }) {
  const { can } = useProject();
  return (
    <>
      <SentenceHeader sentence={`${dataset.name} has no rows yet.`} facts={['its first file did not land']} />
      {can('edit') ? (
        <DataUpload datasetName={dataset.name} label={`Drop the first batch of ${dataset.name}`} />
      ) : (
        <EmptyState title="No batch yet" detail="Somebody who may edit can upload one." />
      )}
    </>
  );
}
