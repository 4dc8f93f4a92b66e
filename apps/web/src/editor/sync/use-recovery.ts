'use client';

import { useEffect, useState } from 'react';
import type { EditorStore } from '../store/editor-store';
import { findArrived, findHistory, findRecoverable, type Recoverable } from './recovery';
import { keepSnapshot, listSnapshots, tabName } from './snapshots';

export type Recovery = {
  /** Newest first. */
  found: readonly Recoverable[];
  /** This one is back on the canvas or not wanted: it is not offered again. */
  settle(one: Recoverable): void;
};

/** What this browser kept of a pipeline: what can be undone after a reload, and edits that never reached the server. */
export function useRecovery(store: EditorStore, pipeline: string): Recovery {
  const [found, setFound] = useState<readonly Recoverable[]>([]);
  useEffect(() => {
    const { saved, editable, takeHistory } = store.getState();
    if (!editable) return;
    listSnapshots(pipeline, saved)
      .then((snapshots) => {
        const history = findHistory(snapshots, { tab: tabName(), present: saved.document });
        if (history !== null) takeHistory(history);
        setFound(findRecoverable(snapshots, saved.document));
        const arrived = findArrived(snapshots, saved.document);
        return Promise.all(arrived.map((snapshot) => keepSnapshot({ ...snapshot, state: 'saved' })));
      })
      .catch((error: unknown) => {
        // A browser that keeps nothing has nothing to recover; what is on the server is not touched.
        console.warn('No snapshot could be read', error);
      });
  }, [store, pipeline]);
  return {
    found,
    settle(one) {
      setFound((before) => before.filter((other) => other !== one));
      keepSnapshot({ ...one.snapshot, state: 'left' }).catch((error: unknown) => {
        console.warn('The snapshot will be offered again', error);
      });
    },
  };
}
