'use client';

import { useQueries } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

export type Trial = Outputs['experiments']['trials']['trials'][number];

/** The trials of the searches that are unfolded, by the run that each of them chose. */
export function useTrials(ids: readonly string[]): { trials: ReadonlyMap<string, readonly Trial[]>; error: unknown } {
  const { slug } = useProject();
  const trpc = useTRPC();
  return useQueries({
    queries: ids.map((id) =>
      trpc.experiments.trials.queryOptions({ project: slug, id }, { staleTime: Number.POSITIVE_INFINITY }),
    ),
    combine: (results) => ({
      trials: new Map(
        results.flatMap(({ data }, at): [string, readonly Trial[]][] => {
          const id = ids[at];
          return data === undefined || id === undefined ? [] : [[id, data.trials]];
        }),
      ),
      error: results.find(({ error }) => error !== null)?.error ?? null,
    }),
  });
}
