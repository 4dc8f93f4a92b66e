import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import type { Subjects } from './condition-words';

/** Datasets and pipelines of the project as what events are about. */
export function useSubjects(): Subjects {
  const { slug } = useProject();
  const trpc = useTRPC();
  const datasets = useQuery(trpc.datasets.list.queryOptions({ project: slug })).data?.datasets;
  const pipelines = useQuery(trpc.pipelines.list.queryOptions({ project: slug })).data?.pipelines;
  return useMemo(
    () =>
      new Map([
        ...(datasets ?? []).map(({ id, name }) => [`datasets/${id}`, name] as const),
        ...(pipelines ?? []).map(({ id, name }) => [`pipelines/${id}`, name] as const),
      ]),
    [datasets, pipelines],
  );
}
