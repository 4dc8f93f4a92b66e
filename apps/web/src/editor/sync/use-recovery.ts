'use client';

import { meaningHash, type PipelineDocument } from '@millrace/pipeline-core/document';
import { useEffect, useState } from 'react';
import type { EditorStore } from '../store/editor-store';
import { latestSnapshot } from './snapshots';

export type Recoverable = { at: number; document: PipelineDocument };

/** Edits kept in this browser that never reached the server, of the same revision the server still has. */
export function useRecovery(store: EditorStore, pipeline: string): [Recoverable | null, () => void] {
  const [found, setFound] = useState<Recoverable | null>(null);
  useEffect(() => {
    const { saved, editable } = store.getState();
    if (!editable) return;
    latestSnapshot(pipeline)
      .then((snapshot) => {
        if (snapshot === null || snapshot.revision !== saved.revision) return;
        if (meaningHash(snapshot.document) === meaningHash(saved.document)) return;
        setFound({ at: snapshot.at, document: snapshot.document });
      })
      .catch((error: unknown) => {
        // A browser that keeps nothing has nothing to recover; what is on the server is not touched.
        console.warn('No snapshot could be read', error);
      });
  }, [store, pipeline]);
  return [found, () => setFound(null)];
}
