'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { workerName } from './spread-lines';

type Run = Pick<Outputs['runs']['get']['run'], 'status' | 'stepRuns'>;

export type RunSpreadFacts = {
  spread: Outputs['runs']['spread']['spread'];
  /** Names of workers by the index of the step that ran there. */
  workers: ReadonlyMap<number, string>;
  live: boolean;
};

/** How the folds and trials of a run go side by side, and on which worker each ran; nothing of a run without any. */
export function useSpread(id: string, run: Run | undefined): RunSpreadFacts {
  const { slug } = useProject();
  const live = run?.status === 'running';
  const enabled = run?.stepRuns.some(({ spec: { fold, trial } }) => fold !== undefined || trial !== undefined) === true;
  const options = { enabled, refetchInterval: live ? 4000 : (false as const) };
  const { data } = useQuery(useTRPC().runs.spread.queryOptions({ project: slug, id }, options));
  return useMemo(
    () => ({
      spread: data?.spread ?? [],
      workers: new Map((data?.places ?? []).map((place) => [place.idx, workerName(place)])),
      live,
    }),
    [data, live],
  );
}
