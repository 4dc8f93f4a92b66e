'use client';

import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { useEffect, useMemo, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPCClient } from '../../client/trpc';
import { useToast } from '../../ui/Toast';
import type { EditorStore } from '../store/editor-store';
import { hasUnsaved } from '../store/selectors';
import { type Autosave, startAutosave } from './autosave';
import { usePipeline } from './pipeline-context';
import { keepSnapshot } from './snapshots';

export type Conflict = { count: number; mine: PipelineDocument };

/** Saves by itself, when the window loses the focus and before it closes; keeps snapshots in this browser, too. */
export function useAutosave(store: EditorStore) {
  const { id, project } = usePipeline();
  const client = useTRPCClient();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  // Made once and started by the effect: an effect may run twice in development.
  const holder = useMemo((): { current: Autosave | null } => ({ current: null }), []);
  useEffect(() => {
    const autosave = startAutosave({
      store,
      now: () => Date.now(),
      send: (save) => client.pipelines.save.mutate({ project, id, ...save }),
      explain(error) {
        const { code, message } = reportOf(error);
        return { retry: code === 'no-answer', message };
      },
      onConflict: ({ conflicts, mine }) => setConflict({ count: conflicts.length, mine }),
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
    document.addEventListener('visibilitychange', onHide);
    window.addEventListener('beforeunload', beforeUnload);
    return () => {
      flush();
      autosave.stop();
      window.removeEventListener('blur', flush);
      document.removeEventListener('visibilitychange', onHide);
      window.removeEventListener('beforeunload', beforeUnload);
    };
  }, [store, client, project, id, holder]);
  useSnapshots(store, id);
  return {
    conflict,
    closeConflict: () => setConflict(null),
    saveNow: () => holder.current?.saveNow() ?? Promise.resolve(),
  };
}

const snapshotPause = 1_500;

function useSnapshots(store: EditorStore, pipeline: string): void {
  const toast = useToast();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let told = false;
    const keep = () => {
      const { document: drawing, saved } = store.getState();
      keepSnapshot({ pipeline, at: Date.now(), revision: saved.revision, document: drawing }).catch(
        (error: unknown) => {
          if (told) return;
          told = true;
          const detail = `Edits are saved on the server only: ${error instanceof Error ? error.message : String(error)}`;
          toast.show({ title: 'This browser keeps no snapshots', detail, tone: 'warning' });
        },
      );
    };
    const stop = store.subscribe((state, before) => {
      if (state.document === before.document) return;
      clearTimeout(timer);
      timer = setTimeout(keep, snapshotPause);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store, pipeline, toast]);
}
