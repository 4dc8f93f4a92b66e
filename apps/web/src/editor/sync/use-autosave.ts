'use client';

import { useEffect, useMemo, useState } from 'react';
import { useTRPCClient } from '../../client/trpc';
import type { EditorStore } from '../store/editor-store';
import { hasUnsaved } from '../store/selectors';
import { type Autosave, type Conflict, startAutosave } from './autosave';
import { usePipeline } from './pipeline-context';
import { toSaveFailure } from './save-failure';
import { useSnapshots } from './use-snapshots';

/** Saves by itself, when the window loses the focus and before it closes; keeps snapshots in this browser, too. */
export function useAutosave(store: EditorStore) {
  const { id, project } = usePipeline();
  const client = useTRPCClient();
  // A second merge may come while the first question is still open: none is forgotten.
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([]);
  // Made once and started by the effect: an effect may run twice in development.
  const holder = useMemo((): { current: Autosave | null } => ({ current: null }), []);
  useEffect(() => {
    const autosave = startAutosave({
      store,
      now: () => Date.now(),
      send: (save) => client.pipelines.save.mutate({ project, id, ...save }),
      explain: toSaveFailure,
      onConflict: (conflict) => setConflicts((before) => [...before, conflict]),
    });
    holder.current = autosave;
    const flush = () => void autosave.saveNow();
    const onHide = () => {
      if (document.visibilityState === 'hidden') flush();
    };
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (!hasUnsaved(store.getState())) return;
      flush();
      event.preventDefault();
    };
    window.addEventListener('blur', flush);
    window.addEventListener('focus', autosave.tryAgain);
    window.addEventListener('online', autosave.tryAgain);
    document.addEventListener('visibilitychange', onHide);
    window.addEventListener('beforeunload', beforeUnload);
    return () => {
      flush();
      autosave.stop();
      window.removeEventListener('blur', flush);
      window.removeEventListener('focus', autosave.tryAgain);
      window.removeEventListener('online', autosave.tryAgain);
      document.removeEventListener('visibilitychange', onHide);
      window.removeEventListener('beforeunload', beforeUnload);
    };
  }, [store, client, project, id, holder]);
  useSnapshots(store, id);
  return {
    conflicts,
    askAbout: (conflict: Conflict) => setConflicts((before) => [...before, conflict]),
    closeConflicts: () => {
      for (const { answered } of conflicts) answered?.();
      setConflicts([]);
    },
    saveNow: () => holder.current?.saveNow() ?? Promise.resolve(),
  };
}
