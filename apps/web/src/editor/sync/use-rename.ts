'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { useToast } from '../../ui/Toast';
import { usePipeline } from './pipeline-context';

/** Gives the open pipeline another name, shown at once. */
export function useRename(): (name: string) => void {
  const { id, project } = usePipeline();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const { queryKey } = trpc.pipelines.get.queryOptions({ project, id });
  const rename = useMutation(
    trpc.pipelines.rename.mutationOptions({
      onMutate: ({ name }) =>
        queries.setQueryData(queryKey, (before) => (before === undefined ? before : { ...before, name })),
      onError: (error) => toast.show({ title: 'Not renamed', detail: reportOf(error).message, tone: 'danger' }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.pipelines.list.queryKey({ project }) }),
    }),
  );
  return (name) => rename.mutate({ project, id, name });
}
