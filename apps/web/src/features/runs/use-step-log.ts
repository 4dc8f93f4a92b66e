'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPCClient } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { type LogLine, readOn } from './log-lines';

export type LogOf = { run: string; idx?: number; live: boolean };

/**
 * The log of a run or a step as far as it is written. While it runs only what is new is fetched. When it ends the whole
 * log is read once more: steps that write at the same moment may be stored a little out of order.
 */
export function useStepLog({ run, idx, live }: LogOf) {
  const { slug } = useProject();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const key = ['step-log', slug, run, idx ?? 'run', live];
  const read = (known: readonly LogLine[], signal?: AbortSignal) =>
    readOn(known, (after) =>
      client.runs.logs.query(
        { project: slug, run, ...(idx === undefined ? {} : { idx }), ...(after === undefined ? {} : { after }) },
        signal === undefined ? {} : { signal },
      ),
    );
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read(live ? (queries.getQueryData<readonly LogLine[]>(key) ?? []) : [], signal),
    refetchInterval: live ? 1000 : false,
    staleTime: live ? 0 : Number.POSITIVE_INFINITY,
    // What was read before a step ran must not come back after it.
    gcTime: 0,
    // The lines shown while it ran stay until the whole log is there.
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
  return { query, readAll: () => read([]) };
}
