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
  const show = (name: string) =>
    queries.setQueryData(queryKey, (cached) => (cached === undefined ? cached : { ...cached, name }));
  const rename = useMutation(
    trpc.pipelines.rename.mutationOptions({
      onMutate: ({ name }) => {
        const before = queries.getQueryData(queryKey)?.name;
        show(name);
        return { before };
      },
      onError: (error, _input, context) => {
        if (context?.before !== undefined) show(context.before);
        toast.show({ title: 'Not renamed', detail: reportOf(error).message, tone: 'danger' });
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.pipelines.list.queryKey({ project }) }),
    }),
  );
  return (name) => rename.mutate({ project, id, name });
}
