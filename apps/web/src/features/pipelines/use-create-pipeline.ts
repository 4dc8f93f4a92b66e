'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

/** Makes a pipeline and opens it in the editor; lists read before it was there are read again. */
export function useCreatePipeline() {
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  return useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => {
        router.push(`/p/${slug}/pipelines/${id}`);
        return queries.invalidateQueries();
      },
    }),
  );
}
