'use client';

import { useEffect } from 'react';
import { useToast } from '../../ui/Toast';
import type { EditorStore } from '../store/editor-store';
import { startKeeper } from './snapshot-keeper';
import { keepSnapshot, sittingName, tabName } from './snapshots';

/** Keeps snapshots in this browser, the last one while the page is left. Says once when the browser refuses. */
export function useSnapshots(store: EditorStore, pipeline: string): void {
  const toast = useToast();
  useEffect(() => {
    let told = false;
    const keeper = startKeeper({
      store,
      pipeline,
      tab: tabName(),
      sitting: sittingName(store),
      now: () => Date.now(),
      keep: (snapshot) => {
        keepSnapshot(snapshot).catch((error: unknown) => {
          if (told) return;
          told = true;
          const detail = `Edits are saved on the server only: ${error instanceof Error ? error.message : String(error)}`;
          toast.show({ title: 'This browser keeps no snapshots', detail, tone: 'warning' });
        });
      },
    });
    window.addEventListener('pagehide', keeper.flush);
    window.addEventListener('blur', keeper.flush);
    document.addEventListener('visibilitychange', keeper.flush);
    return () => {
      keeper.stop();
      window.removeEventListener('pagehide', keeper.flush);
      window.removeEventListener('blur', keeper.flush);
      document.removeEventListener('visibilitychange', keeper.flush);
    };
  }, [store, pipeline, toast]);
}
