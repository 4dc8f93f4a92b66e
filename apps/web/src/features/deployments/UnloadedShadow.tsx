'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { unloadedShadowWords } from './process-words';
import type { NewestRollout } from './rollout-rows';

/** Where a release in shadow cannot be loaded, says so and why: its rollout waits for copies that nobody scores. */
export function UnloadedShadow({ rollout }: { rollout: NewestRollout }) {
  const { slug } = useProject();
  const query = useQuery(
    useTRPC().endpoints.processes.queryOptions({ project: slug, id: rollout.endpointId }, { refetchInterval: 5000 }),
  );
  const words = unloadedShadowWords(rollout, query.data?.processes ?? []);
  if (words === null) return null;
  return (
    <Notice tone="danger" title={words.title}>
      {words.detail}
    </Notice>
  );
}
