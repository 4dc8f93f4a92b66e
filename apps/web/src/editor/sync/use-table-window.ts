'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTRPC, useTRPCClient } from '../../client/trpc';
import { toCell } from '../../features/data/to-cell';
import { useProject } from '../../features/frame/project-context';
import type { LoadWindow } from '../../ui/grid/grid-types';

export type Part = 'train' | 'validation' | 'test';

/** Windows of a stored table for a grid, of one part of a split if asked. */
export function useTableWindow(o: { table: string; names: readonly string[]; part: Part | null; rows: number }) {
  const { table, part } = o;
  const { slug } = useProject();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const key = o.names.join('\u0000');
  const counted = useQuery(
    trpc.artifacts.table.queryOptions(
      { project: slug, table, limit: 1, part: part ?? 'train' },
      { enabled: part !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const loadWindow: LoadWindow = useCallback(
    async (offset, limit, signal) => {
      const window = await client.artifacts.table.query(
        { project: slug, table, offset, limit, ...(part === null ? {} : { part }) },
        { signal },
      );
      const places = key.split('\u0000').map((name) => window.columns.findIndex((column) => column.name === name));
      const rows = window.rows.map((cells) => places.map((place) => toCell(cells[place])));
      return { rows, rowNumbers: window.rowNumbers };
    },
    [client, slug, table, part, key],
  );
  return { loadWindow, total: part === null ? o.rows : (counted.data?.total ?? 0) };
}
