'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { useProject } from '../frame/project-context';

/** An empty pipeline, opened in the editor. */
export function NewPipelineButton(props: { variant?: 'primary' | 'secondary' }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/p/${slug}/pipelines/${id}`) }),
  );
  return (
    <Button
      variant={props.variant ?? 'secondary'}
      loading={create.isPending}
      onClick={() => create.mutate({ project: slug, name: 'New pipeline' })}
    >
      New pipeline
    </Button>
  );
}
