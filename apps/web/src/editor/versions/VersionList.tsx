'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { cn } from '../../lib/cn';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';
import { Skeleton } from '../../ui/Skeleton';
import { useToast } from '../../ui/Toast';
import { useEditor, useEditorContext } from '../use-editor';
import { useVersionActions, useVersions, type Version, versionTitle } from './use-versions';
import { VersionDetail } from './VersionDetail';

/** All kept versions beside what one of them would change, and the way back to it. */
export function VersionList({ onClose }: { onClose: () => void }) {
  const { store } = useEditorContext();
  const editable = useEditor((state) => state.editable);
  const query = useVersions();
  const [chosen, setChosen] = useState<Version | null>(null);
  const actions = useVersionActions();
  const toast = useToast();
  const restore = useMutation({
    mutationFn: (version: Version) => actions.restore(version),
    onSuccess: (_done, version) => {
      onClose();
      toast.show({
        title: `Version ${version.number} is restored`,
        detail: 'The drawing of before is kept as a version, too.',
        tone: 'success',
        action: { label: 'Undo', run: () => store.getState().undo() },
      });
    },
  });
  const versions = query.data?.versions ?? [];
  const shown = chosen ?? versions[0] ?? null;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Versions"
      description="Each run keeps the drawing it ran; Ctrl+S names one."
      width={760}
      footer={
        <>
          {editable ? (
            <Button onClick={() => store.getState().show({ versions: 'name' })}>Name this version</Button>
          ) : null}
          {editable ? (
            <Button
              variant="primary"
              disabled={shown === null || restore.isPending}
              onClick={() => shown !== null && restore.mutate(shown)}
            >
              {shown === null ? 'Restore' : `Restore version ${shown.number}`}
            </Button>
          ) : null}
        </>
      }
    >
      {restore.isError ? (
        <Notice tone="danger" title="Not restored" className="mb-3">
          {reportOf(restore.error).message}
        </Notice>
      ) : null}
      {query.isError ? (
        <Notice tone="danger" title="The versions cannot be read">
          {reportOf(query.error).message}
        </Notice>
      ) : query.isPending ? (
        <Skeleton className="h-64" label="Reading the versions" />
      ) : shown === null ? (
        <EmptyState title="No version yet" detail="Press Ctrl+S to keep the drawing as it is now under a name." />
      ) : (
        <div className="grid h-[min(400px,50vh)] grid-cols-[248px_1fr] gap-4 max-md:h-auto max-md:grid-cols-1">
          <ul aria-label="Versions" className="thin-scroll -mx-1.5 min-h-0 overflow-y-auto max-md:max-h-48">
            {versions.map((version) => (
              <Row key={version.id} version={version} chosen={version.id === shown.id} onChoose={setChosen} />
            ))}
          </ul>
          <VersionDetail key={shown.id} version={shown} />
        </div>
      )}
    </Dialog>
  );
}

function Row(props: { version: Version; chosen: boolean; onChoose: (version: Version) => void }) {
  const { version, chosen, onChoose } = props;
  return (
    <li>
      <button
        type="button"
        aria-current={chosen ? 'true' : undefined}
        className={cn(
          'grid w-full grid-cols-[1fr_auto] items-baseline gap-x-2 rounded-control px-2 py-1.5 text-left hover:bg-hover',
          chosen ? 'bg-selected' : '',
        )}
        onClick={() => onChoose(version)}
      >
        <span className={cn('truncate', version.name === null ? '' : 'font-semibold')} title={versionTitle(version)}>
          {versionTitle(version)}
        </span>
        <span className="text-12 text-muted tabular-nums">{version.name === null ? '' : `v${version.number}`}</span>
        <span className="col-span-2 text-12 text-muted">{formatRelative(version.createdAt)}</span>
      </button>
    </li>
  );
}
