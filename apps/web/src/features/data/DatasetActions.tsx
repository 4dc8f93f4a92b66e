'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { AlertDialog } from '../../ui/AlertDialog';
import { DropdownMenu } from '../../ui/DropdownMenu';
import { IconButton } from '../../ui/IconButton';
import { useProject } from '../frame/project-context';
import { RenameDatasetDialog } from './RenameDatasetDialog';

type DatasetFacts = Pick<Outputs['datasets']['get'], 'dataset' | 'batches' | 'usedBy'>;

/** What can be done to a dataset beside reading it: another name, or off the lists. */
export function DatasetActions({ dataset, batches, usedBy }: DatasetFacts) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);
  const close = () => setAsking(null);
  const remove = useMutation(
    trpc.datasets.delete.mutationOptions({
      onSuccess: async () => {
        router.push(`/p/${slug}/data`);
        await queries.invalidateQueries({ queryKey: trpc.datasets.list.pathKey() });
      },
    }),
  );
  return (
    <>
      <DropdownMenu
        align="end"
        trigger={<IconButton label={`More about ${dataset.name}`} icon={<Ellipsis />} tooltip={false} />}
        entries={[
          { id: 'rename', label: 'Rename', icon: <Pencil />, onSelect: () => setAsking('rename') },
          { id: 'delete', label: 'Delete', icon: <Trash2 />, tone: 'danger', onSelect: () => setAsking('delete') },
        ]}
      />
      <RenameDatasetDialog open={asking === 'rename'} onClose={close} dataset={dataset} />
      <AlertDialog
        open={asking === 'delete'}
        onOpenChange={close}
        title={`Delete the dataset ${dataset.name}?`}
        description={whatGoes(batches.length, usedBy)}
        actionLabel="Delete dataset"
        onAction={() => {
          close();
          remove.mutate({ project: slug, id: dataset.id });
        }}
      />
    </>
  );
}

/** Who will notice, by name; then what stays. */
function whatGoes(batches: number, usedBy: readonly { name: string }[]): string {
  const kept = `${formatCount(batches, 'batch leaves', 'batches leave')} the lists; runs and models made from it stay.`;
  if (usedBy.length === 0) return `No pipeline reads it. ${kept}`;
  const named = usedBy.slice(0, 5).map(({ name }) => `“${name}”`);
  const rest = usedBy.length > 5 ? ` and ${usedBy.length - 5} more` : '';
  const who = `${formatCount(usedBy.length, 'pipeline reads', 'pipelines read')} it: ${named.join(', ')}${rest}.`;
  return `${who} They cannot run until they get another dataset. ${kept}`;
}
