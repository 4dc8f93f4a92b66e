'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

type RunData = Outputs['runs']['get'];
export type StepProgress = {
  done: number;
  total: number;
  label?: string | undefined;
  metrics?: Record<string, number> | undefined;
};

/** A run that follows itself: read once, then every change of a step as it happens. */
export function useLiveRun(id: string | null) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<Readonly<Record<number, StepProgress>>>({});
  const options = trpc.runs.get.queryOptions({ project: slug, id: id ?? '' }, { enabled: id !== null });
  const query = useQuery(options);
  const live = query.data?.run.status === 'running';
  useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { project: slug, run: id ?? '', since: query.data?.run.lastSeq ?? 0 },
      {
        enabled: id !== null && live,
        onData: ({ data }) => {
          if (data.kind === 'progress') {
            setProgress((before) => ({ ...before, [data.progress.idx]: data.progress }));
            return;
          }
          queries.setQueryData<RunData>(options.queryKey, (before) =>
            before === undefined ? before : withSteps(before, data),
          );
          if (data.status !== 'running') void queries.invalidateQueries();
        },
      },
    ),
  );
  return { query, progress };
}

function withSteps(
  before: RunData,
  update: { status: RunData['run']['status']; steps: RunData['run']['stepRuns'] },
): RunData {
  const changed = new Map(update.steps.map((step) => [step.idx, step]));
  const stepRuns = before.run.stepRuns.map((step) => changed.get(step.idx) ?? step);
  return { ...before, run: { ...before.run, status: update.status, stepRuns } };
}
