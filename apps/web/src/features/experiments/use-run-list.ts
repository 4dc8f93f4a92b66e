'use client';

import type { ListLook } from '@millrace/pipeline-core/tracking';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { piecesOf } from './row-span';

export type RunRow = Outputs['experiments']['rows']['rows'][number];

/** How often rows that are seen, and the count of rows, are asked for again, ms. */
const freshness = 4000;

/** The ids of a look in an order that stands until it is asked for again, and whether it is old by now. */
export function useRunOrder({ filter, sort, rules, apart }: Pick<ListLook, 'filter' | 'sort' | 'rules' | 'apart'>) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const asked = { project: slug, filter, rules };
  const order = useQuery(
    trpc.experiments.order.queryOptions(
      { ...asked, sort, apart },
      // Rows never jump under somebody's eyes: only another look or "Re-sort" asks again.
      {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnMount: 'always',
        refetchOnWindowFocus: false,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const ready = order.data !== undefined && order.data.problem === null && !order.isPlaceholderData;
  const count = useQuery(trpc.experiments.count.queryOptions(asked, { refetchInterval: freshness, enabled: ready }));
  const columns = useQuery(
    trpc.experiments.columns.queryOptions(asked, {
      enabled: ready,
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    }),
  );
  const total = count.data?.total ?? order.data?.total ?? 0;
  const newer = ready ? total - order.data.total : 0;
  const { refetch } = order;
  // Nothing can jump in a list without rows.
  const begins = ready && order.data.ids.length === 0 && newer > 0;
  useEffect(() => {
    if (begins) void refetch();
  }, [begins, refetch]);
  return { order, columns, total, running: count.data?.running ?? 0, newer };
}

function isGoing(data: { rows: readonly RunRow[] } | undefined): boolean {
  return data?.rows.some(({ state }) => state === 'running') ?? false;
}

/** The rows of the list that are in view; those that are known already are shown until the server has said them again. */
export function useRunRows(ids: readonly string[], spans: readonly { first: number; end: number }[]) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const known = useRef(new Map<string, RunRow>());
  const failed = useQueries({
    queries: piecesOf(ids, spans).map((piece) =>
      trpc.experiments.rows.queryOptions(
        { project: slug, ids: piece },
        { refetchInterval: ({ state }) => (isGoing(state.data) ? freshness : 8 * freshness) },
      ),
    ),
    combine: (results) => {
      for (const { data } of results) for (const row of data?.rows ?? []) known.current.set(row.id, row);
      return {
        error: results.find(({ error }) => error !== null)?.error ?? null,
        at: results.map((r) => r.dataUpdatedAt),
      };
    },
  });
  return { rowAt: (index: number): RunRow | undefined => known.current.get(ids[index] ?? ''), error: failed.error };
}
