'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { behindWords } from './behind-words';

/** What the waiting steps of a run are behind, in words, asked for while some wait; null where nothing is. */
export function useBehind(run: string | null, waits: boolean): string | null {
  const { slug } = useProject();
  const enabled = run !== null && waits;
  const query = useQuery(
    useTRPC().runs.ahead.queryOptions({ project: slug, id: run ?? '' }, { enabled, refetchInterval: 4000 }),
  );
  return enabled ? behindWords(query.data?.ahead ?? []) : null;
}
