'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useRef, useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { dropOutdated, progressOf, type RunProgress, takeReport } from './run-progress';

export type { StepProgress } from './run-progress';

type RunData = Outputs['runs']['get'];

/** A run that follows itself: read once, then every change of a step as it happens. */
export function useLiveRun(id: string | null) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<RunProgress | null>(null);
  const options = trpc.runs.get.queryOptions({ project: slug, id: id ?? '' }, { enabled: id !== null });
  const query = useQuery(options);
  const live = query.data?.run.status === 'running';
  const since = useFirstSeq(id, query.data);
  useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { project: slug, run: id ?? '', since },
      {
        enabled: id !== null && live,
        onData: ({ data }) => {
          if (id === null) return;
          if (data.kind === 'progress') {
            const { idx } = data.progress;
            setProgress((before) => takeReport(before, { run: id, idx, progress: data.progress }));
            return;
          }
          const known = queries.getQueryData<RunData>(options.queryKey)?.run.stepRuns ?? [];
          setProgress((before) => dropOutdated(before, { run: id, known, changed: data.steps }));
          queries.setQueryData<RunData>(options.queryKey, (before) =>
            before === undefined ? before : withSteps(before, data),
          );
          if (data.status !== 'running') void queries.invalidateQueries();
        },
      },
    ),
  );
  useFreshOutputs(query.data);
  return { query, progress: progressOf(progress, id) };
}

/** Outputs come with the whole run: read again, at most once a second, when more steps have finished. */
function useFreshOutputs(data: RunData | undefined): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { slug } = useProject();
  const id = data?.run.id;
  const finished = data?.run.stepRuns.filter(({ finishedAt }) => finishedAt !== null).length ?? 0;
  const read = useRef<{ id: string; finished: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (id === undefined) return;
    // The first reading had the outputs of all that had finished by then.
    if (read.current?.id !== id) read.current = { id, finished };
    // A timer that runs is let run: steps that end faster than it would put it off for ever.
    if (finished === read.current.finished || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      if (read.current?.id === id) read.current = { id, finished };
      void queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ project: slug, id }) });
    }, 700);
  }, [id, finished, queries, trpc, slug]);
  useEffect(() => {
    return () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    };
  }, []);
}

/**
 * The event the stream of a run begins behind: as it was when the run was first read. Reading the run again must not
 * change it, or the stream would be closed and opened each time; the stream itself goes on from its last event.
 */
function useFirstSeq(id: string | null, data: RunData | undefined): number {
  const first = useRef<{ id: string; seq: number } | null>(null);
  if (data !== undefined && data.run.id === id && first.current?.id !== id)
    first.current = { id: data.run.id, seq: data.run.lastSeq };
  return first.current !== null && first.current.id === id ? first.current.seq : 0;
}

function withSteps(
  before: RunData,
  update: { status: RunData['run']['status']; steps: RunData['run']['stepRuns'] },
): RunData {
  const changed = new Map(update.steps.map((step) => [step.idx, step]));
  const stepRuns = before.run.stepRuns.map((step) => changed.get(step.idx) ?? step);
  return { ...before, run: { ...before.run, status: update.status, stepRuns } };
}
