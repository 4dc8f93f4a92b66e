'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { NewSourceDialog } from './NewSourceDialog';
import { RunSourceButton } from './RunSourceButton';
import { SourceStateText } from './SourceStateText';
import { kindWords, type ListedSource, nextWords, sourcesSentence, stateOf } from './source-words';

const columns: readonly TableColumn<ListedSource>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'kind', header: 'Kind', wideOnly: true, cell: ({ kind }) => kindWords[kind].title },
  { id: 'dataset', header: 'Lands in', wideOnly: true, cell: ({ dataset }) => dataset?.name ?? 'a deleted dataset' },
  { id: 'state', header: 'State', wrap: true, cell: (source) => <SourceStateText state={stateOf(source)} /> },
  {
    id: 'last',
    header: 'Last run',
    wideOnly: true,
    cell: ({ run }) => (run === null ? 'never' : formatRelative(run.createdAt)),
  },
  { id: 'next', header: 'Next run', wideOnly: true, cell: nextWords },
];

/** Where the data of a project comes from by itself. */
export function SourceList() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const [making, setMaking] = useState(false);
  const query = useQuery(trpc.sources.list.queryOptions({ project: slug }, { refetchInterval: 3000 }));
  const runColumn: TableColumn<ListedSource> = {
    id: 'run',
    header: '',
    align: 'right',
    // A folder is read when a file arrives; there is nothing to ask for.
    cell: ({ id, name, kind }) => (kind === 'folder' ? null : <RunSourceButton id={id} name={name} size="sm" />),
  };
  return (
    <>
      <QueryView query={query} skeletonClass="h-24">
        {({ sources }) => (
          <>
            <SentenceHeader
              sentence={sourcesSentence(sources)}
              aside={can('edit') ? <Button onClick={() => setMaking(true)}>New source</Button> : null}
            />
            <Card>
              <Table
                label="Sources"
                rows={sources}
                rowHeight={44}
                rowId={({ id }) => id}
                rowName={({ name }) => name}
                rowHref={({ id }) => `/p/${slug}/data/sources/${id}`}
                empty={
                  <EmptyState
                    title="No source yet"
                    detail="A source reads an address, a folder, a bucket, a database or events by clock, by event or by hand, and lands batches."
                  />
                }
                columns={can('run') ? [...columns, runColumn] : columns}
              />
            </Card>
          </>
        )}
      </QueryView>
      <NewSourceDialog open={making} onOpenChange={setMaking} />
    </>
  );
}
