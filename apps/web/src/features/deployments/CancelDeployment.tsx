'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';

/** Ends a deployment that waits for an evaluation; for those who may deploy. */
export function CancelDeployment({ id }: { id: string }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const cancel = useMutation(
    trpc.endpoints.cancelDeployment.mutationOptions({
      onError: (error) => show({ title: reportOf(error).message, tone: 'danger' }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() }),
    }),
  );
  if (!can('deploy')) return null;
  return (
    <div>
      <Button loading={cancel.isPending} onClick={() => cancel.mutate({ project: slug, id })}>
        Cancel this deployment
      </Button>
    </div>
  );
}
