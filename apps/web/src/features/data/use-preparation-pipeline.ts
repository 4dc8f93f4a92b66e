'use client';

import { preparationPipeline } from '@millrace/pipeline-core/document';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import type { SuggestedStep } from './FindingsList';

/** Makes a pipeline that reads a dataset and prepares it, and opens it; null for those who may not. */
export function usePreparationPipeline(dataset: { id: string; name: string }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => {
        router.push(`/p/${slug}/pipelines/${id}`);
        return queries.invalidateQueries();
      },
    }),
  );
  if (!can('edit')) return undefined;
  return (steps: SuggestedStep[]) =>
    create.mutate({
      project: slug,
      name: `${dataset.name} prepared`.slice(0, 120),
      document: preparationPipeline({ datasetId: dataset.id, datasetName: dataset.name, steps }),
    });
}
