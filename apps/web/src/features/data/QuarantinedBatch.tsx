'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { Notice } from '../../ui/Notice';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

/** A batch whose columns are not those of the one before: “latest” does not mean it until somebody accepts it. */
export function QuarantinedBatch({ batch }: { batch: Outputs['datasets']['get']['batches'][number] }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const decide = useMutation(
    trpc.datasets.decide.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.datasets.pathKey() });
        await queries.invalidateQueries({ queryKey: trpc.sources.pathKey() });
      },
    }),
  );
  const say = (accept: boolean) => decide.mutate({ project: slug, id: batch.id, accept });
  return (
    <Notice
      tone="warning"
      title={`Batch ${batch.number} is in quarantine: its columns are not those of the last accepted batch`}
      actions={
        can('edit') ? (
          <>
            <Button size="sm" variant="primary" loading={decide.isPending} onClick={() => say(true)}>
              Accept batch {batch.number}
            </Button>
            <ConfirmButton
              size="sm"
              label="Reject"
              aria-label={`Reject batch ${batch.number}`}
              title={`Reject batch ${batch.number}?`}
              description="It stays in the list and is never read as the latest. The same bytes may land again."
              actionLabel="Reject batch"
              onConfirm={() => say(false)}
            />
          </>
        ) : null
      }
    >
      {batch.stateReason ?? ''} Pipelines go on reading the batch before it.{' '}
      <TextLink href={`/p/${slug}/data/${batch.datasetId}?batch=${batch.id}`}>Look at its rows</TextLink>
    </Notice>
  );
}
