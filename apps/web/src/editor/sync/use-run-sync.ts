'use client';

import { runIdSchema } from '@millrace/pipeline-core/ids';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { useEffect, useMemo, useRef } from 'react';
import { useTRPCClient } from '../../client/trpc';
import { useBehind } from '../../features/runs/use-behind';
import { useLiveRun } from '../../features/runs/use-live-run';
import type { EditorStore } from '../store/editor-store';
import type { StepProgress } from '../store/run-overlay-slice';
import { useEditor } from '../use-editor';
import { usePipeline } from './pipeline-context';
import { searchProgress } from './search-runs';
import { toRunView, toStepRuns } from './to-step-runs';
import { useRunList } from './use-run-list';

/** Runs older than the shown one that are read for steps it did not hold. */
const olderRuns = 4;

/** Keeps the overlay in step with the shown run: the one of the address, else the newest. */
export function useRunSync(store: EditorStore): void {
  const asked = useEditor((state) => state.pinnedRun);
  const list = useRunList();
  const ids = list.data?.runs.map(({ id }) => id) ?? [];
  const newest = ids[0] ?? null;
  const wanted = useMemo(() => {
    const parsed = runIdSchema.safeParse(asked);
    return parsed.success ? parsed.data : newest;
  }, [asked, newest]);
  const { query, progress } = useLiveRun(wanted);
  // No run yet, or none that can be read: what is drawn can be run all the same.
  const none = (list.isSuccess && wanted === null) || list.isError || query.isError;
  useEffect(() => {
    if (none) store.getState().takeNoRun();
  }, [store, none]);
  // Another run was asked for: what is shown of the steps it did not hold must not come from runs after it.
  const shown = useRef(asked);
  useEffect(() => {
    if (shown.current === asked) return;
    shown.current = asked;
    store.getState().forgetRuns();
  }, [store, asked]);
  const stepRuns = useMemo(() => (query.data === undefined ? {} : toStepRuns(query.data)), [query.data]);
  useEffect(() => {
    if (query.data !== undefined) store.getState().takeRun(toRunView(query.data), stepRuns);
  }, [store, query.data, stepRuns]);
  useEffect(() => {
    const steps = query.data?.run.stepRuns ?? [];
    const named = steps.flatMap(({ idx, spec }): [string, StepProgress][] => {
      const own = progress[idx];
      return own === undefined || spec.trial !== undefined ? [] : [[spec.step, own]];
    });
    for (const [step, { search }] of Object.entries(stepRuns))
      if (search !== undefined && search.done < search.total) named.push([step, searchProgress(search, metricLabel)]);
    const known = Object.keys(store.getState().progress).length;
    if (named.length + known > 0) store.getState().takeProgress(Object.fromEntries(named));
  }, [store, progress, query.data, stepRuns]);
  const waits =
    query.data?.run.status === 'running' && query.data.run.stepRuns.some(({ status }) => status === 'ready');
  const behind = useBehind(wanted, waits);
  useEffect(() => store.getState().takeBehind(behind), [store, behind]);
  useOlderRuns(store, { ids, pinned: asked });
}

/** A run to one step holds only what that step needs: the others keep what earlier runs made of them. */
function useOlderRuns(store: EditorStore, { ids, pinned }: { ids: readonly string[]; pinned: string | null }): void {
  const client = useTRPCClient();
  const { project } = usePipeline();
  const done = useRef<string | null>(null);
  const known = useEditor((state) => state.run !== null);
  const older = olderThan(ids, pinned).join(' ');
  const asked = pinned ?? 'newest';
  useEffect(() => {
    // What the shown run holds comes first: only then is it known which steps are missing in it.
    if (done.current === asked || older === '' || !known) return;
    done.current = asked;
    fill().catch((error: unknown) => {
      // The steps of the shown run are there; the others say that they have not run, and the next visit asks again.
      console.warn('Earlier runs could not be read', error);
      done.current = null;
    });
    async function fill() {
      for (const id of older.split(' ')) {
        const { document, stepRuns } = store.getState();
        const missing = Object.keys(document.steps).filter((step) => stepRuns[step] === undefined);
        if (missing.length === 0) return;
        const found = toStepRuns(await client.runs.get.query({ project, id }));
        store.getState().takeOlderSteps(found);
      }
    }
  }, [older, asked, known, store, client, project]);
}

function olderThan(ids: readonly string[], pinned: string | null): readonly string[] {
  const at = pinned === null ? 0 : ids.indexOf(pinned);
  return at === -1 ? [] : ids.slice(at + 1, at + 1 + olderRuns);
}
