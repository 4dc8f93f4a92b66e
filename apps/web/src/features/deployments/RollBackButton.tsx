'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatDateTime } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Sheet } from '../../ui/Sheet';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import { DeploymentProgress } from './DeploymentProgress';

/** One click back to the release that answered before; the sheet shows how it goes. */
export function RollBackButton({ data }: { data: Outputs['endpoints']['get'] }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const [going, setGoing] = useState<{ deployment: string; name: string } | null>(null);
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: trpc.rollouts.pathKey() });
    await queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() });
  };
  const target = data.releases.find(({ id }) => id === data.rollback?.release);
  const name = target === undefined ? '' : `${target.modelName} v${target.number}`;
  const rollBack = useMutation(
    trpc.endpoints.rollBack.mutationOptions({
      onSuccess: ({ deployment }) => setGoing({ deployment, name }),
      onError: (error) => {
        show({ title: reportOf(error).message, tone: 'danger' });
        void refresh();
      },
    }),
  );
  if (!can('deploy')) return null;
  return (
    <>
      {target === undefined || data.rollback === null ? null : (
        <Button
          loading={rollBack.isPending}
          onClick={() => rollBack.mutate({ project: slug, endpoint: data.endpoint.id, release: target.id })}
        >
          {`Roll back to ${name}`}
          <span className="text-muted max-md:hidden">{`answered until ${formatDateTime(data.rollback.liveUntil)}`}</span>
        </Button>
      )}
      <Sheet
        open={going !== null}
        onOpenChange={() => {
          setGoing(null);
          void refresh();
        }}
        title={`Roll back to ${going?.name ?? ''}`}
      >
        {going === null ? null : (
          <div className="grid gap-4 pb-6" aria-live="polite">
            <DeploymentProgress id={going.deployment} />
          </div>
        )}
      </Sheet>
    </>
  );
}
