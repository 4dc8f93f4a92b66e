'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { usePipeline } from './pipeline-context';

/** The last runs of the open pipeline, newest first. */
export function useRunList() {
  const { id, project } = usePipeline();
  return useQuery(useTRPC().runs.list.queryOptions({ project, pipeline: id, limit: 30 }));
}
