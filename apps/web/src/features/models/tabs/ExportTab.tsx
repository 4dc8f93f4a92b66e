'use client';

import { Card } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { ExportPanel } from '../../onnx/ExportPanel';
import type { VersionProps } from '../version-data';
import { ServerExport } from './ServerExport';

/** A version as a server of its own, once it is registered, and its model as a file for other programs. */
export function ExportTab({ version: { candidate, release } }: VersionProps) {
  return (
    <div className="grid gap-4">
      {release === null ? null : <ServerExport release={release} />}
      {candidate === null ? (
        <Card>
          <EmptyState
            title="It cannot be exported as a file here"
            detail="No run of this project trained this model, so there are no rows to prove a file on."
          />
        </Card>
      ) : (
        <ExportPanel candidate={candidate.id} title={candidate.title} format={candidate.manifest.format} />
      )}
    </div>
  );
}
