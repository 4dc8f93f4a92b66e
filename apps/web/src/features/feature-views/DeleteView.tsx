'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { Dialog } from '../../ui/Dialog';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import type { ViewDetail } from './view-detail';

/** Deletes a view, or says which served releases do not let it go. */
export function DeleteView({ detail }: { detail: ViewDetail }) {
  const served = detail.releases.filter(({ endpoints }) => endpoints.length > 0);
  return served.length > 0 ? <Blocked detail={detail} served={served} /> : <Delete detail={detail} />;
}

function Delete({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const { name, deletingAt } = detail.view;
  const remove = useMutation(
    trpc.featureViews.delete.mutationOptions({
      onSuccess: async () => {
        router.push(`/p/${slug}/features`);
        await queries.invalidateQueries({ queryKey: trpc.featureViews.list.pathKey() });
      },
    }),
  );
  return (
    <ConfirmButton
      variant="danger"
      label={deletingAt === null ? 'Delete' : 'Finish deleting'}
      loading={remove.isPending}
      title={`Delete the feature view ${name}?`}
      description={whatGoes(detail)}
      actionLabel="Delete feature view"
      onConfirm={() => remove.mutate({ project: slug, name })}
    />
  );
}

function whatGoes({ versions, online, publishers, readers, releases }: ViewDetail): string {
  const named = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(', ');
  return [
    `${formatCount(versions.length, 'version')} and the rows of ${formatCount(online, 'entity', 'entities')} online go; runs and models made from them stay.`,
    ...(publishers.length > 0 ? [`The next run of ${named(publishers)} makes it anew.`] : []),
    ...(readers.length > 0 ? [`${named(readers)} can no longer look it up.`] : []),
    ...(releases.length > 0
      ? [`${formatCount(releases.length, 'release')} would answer without its features, should they be served again.`]
      : []),
  ].join(' ');
}

function Blocked({ detail, served }: { detail: ViewDetail; served: ViewDetail['releases'] }) {
  const { slug } = useProject();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        width={480}
        title={`${detail.view.name} is in use`}
        description="What is served looks it up, and would answer without its features. Deploy other releases there first."
        footer={<Button onClick={() => setOpen(false)}>Close</Button>}
      >
        <ul className="grid gap-1">
          {served.map(({ id, modelId, modelName, number, endpoints }) => (
            <li key={id}>
              <TextLink href={`/p/${slug}/models/${modelId}?release=${id}`}>
                {modelName} v{number}
              </TextLink>{' '}
              at {endpoints.join(', ')}
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
