'use client';

import { datasetIdSchema } from '@millrace/pipeline-core/ids';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../../features/frame/project-context';

/** Names a parameter may refer to outside the drawing. */
export function useDatasets() {
  const { slug } = useProject();
  return useQuery(useTRPC().datasets.list.queryOptions({ project: slug }));
}

export function useBatches(dataset: string) {
  const { slug } = useProject();
  const id = datasetIdSchema.safeParse(dataset);
  const trpc = useTRPC();
  return useQuery(
    trpc.datasets.get.queryOptions({ project: slug, id: id.success ? id.data : dataset }, { enabled: id.success }),
  );
}

export function useModels() {
  const { slug } = useProject();
  return useQuery(useTRPC().models.list.queryOptions({ project: slug }));
}

export function useModelReleases(id: string | null) {
  const { slug } = useProject();
  const trpc = useTRPC();
  return useQuery(trpc.models.get.queryOptions({ project: slug, id: id ?? '' }, { enabled: id !== null }));
}

export function useFeatureViews() {
  const { slug } = useProject();
  return useQuery(useTRPC().featureViews.list.queryOptions({ project: slug }));
}

export function useEndpoints() {
  const { slug } = useProject();
  return useQuery(useTRPC().endpoints.list.queryOptions({ project: slug }));
}
