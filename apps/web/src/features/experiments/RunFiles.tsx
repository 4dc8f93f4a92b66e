'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, File, Folder } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatBytes } from '../../lib/format-bytes';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

type Entry = { name: string; bytes: number | null };

/** The files that a program logged, folder by folder; each is saved as it was logged. */
export function RunFiles({ run }: { run: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [folder, setFolder] = useState('');
  const query = useQuery(trpc.experiments.files.queryOptions({ project: slug, id: run, folder }));
  const pathOf = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const href = (name: string) => `/api/logged-file?${new URLSearchParams({ project: slug, run, path: pathOf(name) })}`;
  return (
    <Card>
      <CardHeader title="Files" aside={<Trail folder={folder} onFolder={setFolder} />} />
      <QueryView query={query} skeletonClass="h-24">
        {({ files }) => (
          <Table<Entry>
            label="Files"
            rows={files}
            rowId={({ name }) => name}
            empty={
              <EmptyState
                title="No files here"
                detail="mlflow.log_artifact(…) puts a file beside the run; it appears here."
              />
            }
            columns={[
              {
                id: 'name',
                header: 'Name',
                cell: ({ name, bytes }) =>
                  bytes === null ? (
                    <button
                      type="button"
                      className="flex items-center gap-2 rounded-xs hover:underline"
                      onClick={() => setFolder(pathOf(name))}
                    >
                      <Folder className="size-[14px] text-muted" aria-hidden /> {name}
                    </button>
                  ) : (
                    <span className="flex items-center gap-2">
                      <File className="size-[14px] text-muted" aria-hidden /> {name}
                    </span>
                  ),
              },
              {
                id: 'bytes',
                header: 'Size',
                align: 'right',
                cell: ({ bytes }) => (bytes === null ? '' : formatBytes(bytes)),
              },
              {
                id: 'save',
                header: '',
                align: 'right',
                cell: ({ name, bytes }) =>
                  bytes === null ? null : (
                    <Button asChild size="sm">
                      <a href={href(name)} download={name} aria-label={`Download ${name}`}>
                        <Download aria-hidden /> Download
                      </a>
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  );
}

function Trail({ folder, onFolder }: { folder: string; onFolder: (folder: string) => void }) {
  if (folder === '') return null;
  const parts = folder.split('/');
  return (
    <nav aria-label="Folder" className="flex flex-wrap items-center gap-1">
      <button type="button" className="rounded-xs text-accent hover:underline" onClick={() => onFolder('')}>
        All files
      </button>
      {parts.map((part, at) => {
        const path = parts.slice(0, at + 1).join('/');
        return (
          <span key={path} className="flex items-center gap-1">
            <span aria-hidden>/</span>
            <button type="button" className="rounded-xs text-accent hover:underline" onClick={() => onFolder(path)}>
              {part}
            </button>
          </span>
        );
      })}
    </nav>
  );
}
