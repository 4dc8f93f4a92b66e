'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { type PlaceCounts, PlaceTabs } from '../frame/PlaceTabs';
import { useProject } from '../frame/project-context';

/** The tabs of Monitoring; those about events say how much there is, and in red what waits for a person. */
export function MonitoringTabs({
  page,
}: {
  page: 'deployed' | 'predictions' | 'events' | 'triggers' | 'aside' | 'readers';
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const events = useQuery(trpc.events.topics.queryOptions({ project: slug })).data;
  const triggers = useQuery(trpc.triggers.list.queryOptions({ project: slug })).data;
  const counts: PlaceCounts = {
    triggers: triggers && { count: triggers.triggers.length },
    aside: events && { count: events.waiting, tone: events.waiting > 0 ? 'danger' : 'neutral' },
    readers: events && { count: events.readers.length },
  };
  return <PlaceTabs place="monitoring" page={page} counts={counts} />;
}
