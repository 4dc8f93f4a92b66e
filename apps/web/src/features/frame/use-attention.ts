'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { attentionOf } from './attention';

/** What asks for a person in the project; asked again now and then, since it happens while other pages are open. */
export function useAttention(project: string): Readonly<Record<string, string>> {
  const trpc = useTRPC();
  const putAside = useQuery(
    trpc.events.topics.queryOptions({ project }, { refetchInterval: 15_000, select: ({ waiting }) => waiting }),
  );
  return attentionOf({ putAside: putAside.data ?? 0 });
}
