'use client';

import { Card } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { ExportPanel } from '../../onnx/ExportPanel';
import type { VersionProps } from '../version-data';

/** A version as a file for other programs. */
export function ExportTab({ version: { candidate } }: VersionProps) {
  if (candidate === null)
    return (
      <Card>
        <EmptyState
          title="It cannot be exported here"
          detail="No run of this project trained this model, so there are no rows to prove a file on."
        />
      </Card>
    );
  return <ExportPanel candidate={candidate.id} title={candidate.title} format={candidate.manifest.format} />;
}
