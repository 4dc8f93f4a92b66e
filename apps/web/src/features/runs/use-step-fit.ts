'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

export type FitOf = {
  run: string;
  idx: number;
  /** The run goes on. */
  live: boolean;
};

const askMs = 1_000;

/** The curves of a step as far as they are kept, asked for again while its run goes on. */
export function useStepFit({ run, idx, live }: FitOf) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.fit.queryOptions(
      { project: slug, run, idx },
      { refetchInterval: live ? askMs : false, ...(live ? { staleTime: 0 } : {}) },
    ),
  );
  useOnceMore(live, query.refetch);
  return query;
}

/** The last points are stored a moment after the run has ended. */
function useOnceMore(live: boolean, refetch: () => unknown): void {
  const wasLive = useRef(live);
  useEffect(() => {
    const ended = wasLive.current && !live;
    wasLive.current = live;
    if (!ended) return undefined;
    const timer = setTimeout(refetch, askMs);
    return () => clearTimeout(timer);
  }, [live, refetch]);
}
