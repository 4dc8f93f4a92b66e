'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

/** What any Explain step found about a candidate, and the run of the button, which is followed while it goes on. */
export function useExplained(candidate: string) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = { project: slug, candidate };
  const query = useQuery(
    trpc.candidates.explained.queryOptions(key, {
      refetchInterval: ({ state }) => (state.data?.run?.status === 'running' ? 1000 : false),
    }),
  );
  const isFound = query.data !== undefined && query.data.explanation !== null;
  useEffect(() => {
    // The model card and the tabs beside tell of it, too.
    if (isFound) void queries.invalidateQueries({ queryKey: trpc.models.version.pathKey() });
  }, [isFound, queries, trpc]);
  const start = useMutation(
    trpc.candidates.explain.mutationOptions({
      onError: shownInPlace,
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.candidates.explained.queryKey(key) }),
    }),
  );
  const begin = () => start.mutate(key);
  return {
    data: query.data,
    error: query.error ?? start.error,
    /** Asks again for what failed. */
    retry: query.error === null ? begin : () => void query.refetch(),
    begin,
    isStarting: start.isPending,
  };
}
