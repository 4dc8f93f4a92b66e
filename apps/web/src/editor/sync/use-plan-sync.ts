'use client';

import { itemsByStep } from '@millrace/pipeline-core/plan';
import { useEffect } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPCClient } from '../../client/trpc';
import type { EditorStore } from '../store/editor-store';
import { useEditor } from '../use-editor';
import { usePipeline } from './pipeline-context';

/** Asks what a run would do whenever another draft was saved or a run has started or ended. */
export function usePlanSync(store: EditorStore): void {
  const { id, project } = usePipeline();
  const client = useTRPCClient();
  const revision = useEditor((state) => state.saved.revision);
  const run = useEditor((state) => (state.run === null ? '' : `${state.run.id} ${state.run.status}`));
  const asked = useEditor((state) => state.planAsked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` and `asked` are not read, but each calls for another plan
  useEffect(() => {
    const abort = new AbortController();
    client.runs.plan
      .query({ project, pipeline: id }, { signal: abort.signal })
      .then((plan) => {
        if (abort.signal.aborted) return;
        const byStep = itemsByStep(plan.items);
        store.getState().takePlan({ ...plan, byStep, revision });
      })
      .catch((error: unknown) => {
        // Without an answer the plan of an older draft would be wrong: show none, and why.
        if (!abort.signal.aborted) store.getState().takePlan(null, reportOf(error).message);
      });
    return () => abort.abort();
  }, [store, client, project, id, revision, run, asked]);
}
