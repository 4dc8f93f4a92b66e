'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';

/** One click back to the release that served before. */
export function RollBackButton({ data }: { data: Outputs['endpoints']['get'] }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const deploy = useMutation(
    trpc.endpoints.deploy.mutationOptions({
      onSuccess: () => queries.invalidateQueries(),
      onError: (error) => show({ title: reportOf(error).message, tone: 'danger' }),
    }),
  );
  const current = data.endpoint.config?.routes[0]?.release;
  const previous = data.endpoint.config?.chain.find((release) => release !== current);
  const target = data.releases.find(({ id }) => id === previous);
  if (target === undefined || !can('deploy')) return null;
  return (
    <Button
      loading={deploy.isPending}
      onClick={() => deploy.mutate({ project: slug, endpoint: data.endpoint.id, release: target.id, rollback: true })}
    >
      {`Roll back to v${target.number}`}
    </Button>
  );
}
