'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../client/trpc';
import { useProject } from '../features/frame/project-context';
import { QueryView } from '../features/QueryView';
import { PageFrame } from '../ui/shell/PageFrame';
import { Editor } from './Editor';

/** Loads a pipeline and opens it; afterwards the editor alone keeps in step with the server. */
export function EditorPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const query = useQuery(
    useTRPC().pipelines.get.queryOptions(
      { project: slug, id },
      { staleTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
    ),
  );
  // Another visit must not start from what an earlier one had in its cache.
  const fresh = { ...query, data: query.isFetchedAfterMount ? query.data : undefined, isPending: !query.isError };
  const view = (
    <QueryView page query={fresh} skeletonClass="m-6 h-[70vh]">
      {(pipeline) => <Editor key={pipeline.id} pipeline={pipeline} />}
    </QueryView>
  );
  if (!query.isError || query.data !== undefined) return view;
  // The editor has a frame of its own; without a pipeline the page needs the usual one to lead on.
  const crumbs = [
    { label: project.name },
    { label: 'Pipelines', href: `/p/${slug}/pipelines` },
    { label: 'Not opened' },
  ];
  return <PageFrame crumbs={crumbs}>{view}</PageFrame>;
}
