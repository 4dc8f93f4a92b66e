'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../../features/frame/project-context';

/** The first rows of a stored table, train rows where it is split; stored tables never change. */
export function useTableRows(table: string | null, limit: number) {
  const { slug } = useProject();
  const trpc = useTRPC();
  return useQuery(
    trpc.artifacts.table.queryOptions(
      { project: slug, table: table ?? '', limit, part: 'train' },
      { enabled: table !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
}

/** A JSON artifact: metrics, a comparison. */
export function useJsonOutput(hash: string | null) {
  const { slug } = useProject();
  const trpc = useTRPC();
  return useQuery(
    trpc.artifacts.json.queryOptions(
      { project: slug, hash: hash ?? '' },
      { enabled: hash !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
}
