'use client';

import { runIdSchema } from '@millrace/pipeline-core/ids';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useTRPC, useTRPCClient } from '../../client/trpc';
import { useLiveRun } from '../../features/runs/use-live-run';
import type { EditorStore } from '../store/editor-store';
import { usePipeline } from './pipeline-context';
import { toRunView, toStepRuns } from './to-step-runs';
import { useRunList } from './use-run-list';

/** Runs older than the shown one that are read for steps it did not hold. */
const olderRuns = 4;

/** Keeps the overlay in step with the shown run: the one asked for, else the newest. */
export function useRunSync(store: EditorStore, asked: string | null): void {
  const list = useRunList();
  const newest = list.data?.runs[0]?.id ?? null;
  const wanted = useMemo(() => {
    const parsed = runIdSchema.safeParse(asked);
    return parsed.success ? parsed.data : newest;
  }, [asked, newest]);
  const { query, progress } = useLiveRun(wanted);
  useOlderRuns(store, list.data?.runs.map(({ id }) => id) ?? []);
  useEffect(() => {
    if (query.data !== undefined) store.getState().takeRun(toRunView(query.data), toStepRuns(query.data));
  }, [store, query.data]);
  useEffect(() => {
    const steps = query.data?.run.stepRuns ?? [];
    const named = steps.flatMap(({ idx, spec }) => (progress[idx] === undefined ? [] : [[spec.step, progress[idx]]]));
    if (named.length > 0) store.getState().takeProgress(Object.fromEntries(named));
  }, [store, progress, query.data]);
  useFreshOutputs(query.data);
}

/** Outputs come with the whole run: read again, at most once a second, when more steps have finished. */
function useFreshOutputs(data: ReturnType<typeof useLiveRun>['query']['data']): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { project } = usePipeline();
  const id = data?.run.id;
  const finished = data?.run.stepRuns.filter(({ finishedAt }) => finishedAt !== null).length ?? 0;
  const known = useRef(0);
  useEffect(() => {
    if (id === undefined || finished === known.current) return;
    const timer = setTimeout(() => {
      known.current = finished;
      void queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ project, id }) });
    }, 700);
    return () => clearTimeout(timer);
  }, [id, finished, queries, trpc, project]);
}

/** A run to one step holds only what that step needs: the others keep what earlier runs made of them. */
function useOlderRuns(store: EditorStore, ids: readonly string[]): void {
  const client = useTRPCClient();
  const { project } = usePipeline();
  const done = useRef(false);
  const older = ids.slice(1, 1 + olderRuns).join(' ');
  useEffect(() => {
    if (done.current || older === '') return;
    done.current = true;
    void fill();
    async function fill() {
      for (const id of older.split(' ')) {
        const { document, stepRuns } = store.getState();
        const missing = Object.keys(document.steps).filter((step) => stepRuns[step] === undefined);
        if (missing.length === 0) return;
        const found = toStepRuns(await client.runs.get.query({ project, id }));
        const { run, stepRuns: now, takeRun } = store.getState();
        const fresh = Object.fromEntries(Object.entries(found).filter(([step]) => now[step] === undefined));
        if (run !== null) takeRun(run, fresh);
      }
    }
  }, [older, store, client, project]);
}
