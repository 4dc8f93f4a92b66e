'use client';

import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useMemo } from 'react';
import { useTRPC, useTRPCClient } from '../../client/trpc';
import { useToast } from '../../ui/Toast';
import type { CanvasView, EditorEffects } from '../actions/define-action';
import { newId } from '../new-id';
import type { EditorStore } from '../store/editor-store';
import { layoutSteps } from './layout';
import { usePipeline } from './pipeline-context';
import { startRun } from './start-run';

const noView: CanvasView = {
  fit() {},
  zoomBy() {},
  zoomTo() {},
  reveal() {},
  size: () => ({ width: 0, height: 0 }),
  middle: () => ({ x: 0, y: 0 }),
  pointer: () => ({ at: { x: 0, y: 0 }, place: { x: 0, y: 0 } }),
};

/** What the actions of the editor cause outside it. */
export function useEffects(o: {
  store: EditorStore;
  view: RefObject<CanvasView | null>;
  save: () => Promise<void>;
}): EditorEffects {
  const { store, view, save } = o;
  const { id, project } = usePipeline();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  return useMemo(() => {
    let lastCopy = '';
    const refreshRuns = () =>
      queries.invalidateQueries({ queryKey: trpc.runs.list.queryKey({ project, pipeline: id, limit: 30 }) });
    return {
      newId,
      save,
      notify: (notice) => toast.show(notice),
      startRun: (request) =>
        startRun(
          {
            store,
            save,
            start: ({ target, force }) =>
              client.runs.start.mutate({
                project,
                pipeline: id,
                requestKey: crypto.getRandomValues(new Uint32Array(4)).join('-'),
                ...(target === undefined ? {} : { targetStep: target }),
                ...(force === undefined ? {} : { force }),
              }),
            refresh: refreshRuns,
          },
          request,
        ),
      async stopRun(run) {
        await client.runs.cancel.mutate({ project, id: run });
        store.getState().announce('Stopping the run.');
        await refreshRuns();
      },
      async finishStep(run, step) {
        await client.runs.finishStep.mutate({ project, id: run, step });
        store.getState().announce('Ending with the best so far.');
        await queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ project, id: run }) });
      },
      async copyText(text) {
        lastCopy = text;
        // Without a secure context there is no clipboard; pasting in this tab still works.
        if (window.isSecureContext) await navigator.clipboard.writeText(text);
      },
      readText: async () => (window.isSecureContext ? navigator.clipboard.readText() : lastCopy),
      layout: (ids, room) => layoutSteps(store.getState().document, { ids, room }),
      get view() {
        return view.current ?? noView;
      },
    };
  }, [store, view, save, id, project, client, trpc, queries, toast]);
}
