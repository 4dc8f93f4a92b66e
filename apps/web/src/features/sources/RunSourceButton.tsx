'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { useProject } from '../frame/project-context';

/** Reads the source now; while a run is on its way, after that one. */
export function RunSourceButton({ id, name, size }: { id: string; name: string; size?: 'sm' }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const run = useMutation(
    trpc.sources.run.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.sources.pathKey() }),
    }),
  );
  return (
    <Button
      {...(size === undefined ? { variant: 'primary' as const } : { size })}
      loading={run.isPending}
      aria-label={`Run now: ${name}`}
      onClick={() => run.mutate({ project: slug, id })}
    >
      <Play aria-hidden />
      Run now
    </Button>
  );
}
