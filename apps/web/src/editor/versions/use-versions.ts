'use client';

import type { PipelineVersionId } from '@millrace/pipeline-core/ids';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC, useTRPCClient } from '../../client/trpc';
import { usePipeline } from '../sync/pipeline-context';
import { saveTrouble } from '../sync/save-failure';
import { useEditorContext } from '../use-editor';

export type Version = Outputs['pipelines']['versions']['versions'][number];

/** "Version 3", with its name where somebody gave it one. */
export function versionTitle({ number, name }: Pick<Version, 'number' | 'name'>): string {
  return name === null ? `Version ${number}` : name;
}

/** The kept versions of the open pipeline, newest first. */
export function useVersions() {
  const { id, project } = usePipeline();
  return useQuery(useTRPC().pipelines.versions.queryOptions({ project, pipeline: id }));
}

/** One of them with its drawing. */
export function useVersion(id: PipelineVersionId | null) {
  const { project } = usePipeline();
  return useQuery(
    useTRPC().pipelines.version.queryOptions({ project, id: id ?? '' }, { enabled: id !== null, staleTime: Infinity }),
  );
}

/** What can be done with versions; each rejects when it was not done. */
export function useVersionActions() {
  const { store, effects } = useEditorContext();
  const { id, project } = usePipeline();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const keep = async (name: string, point: boolean) => {
    await effects.save();
    const trouble = saveTrouble(store.getState());
    if (trouble !== null) throw new Error(trouble);
    const kept = await client.pipelines.nameVersion.mutate({ project, pipeline: id, name, point });
    await queries.invalidateQueries({ queryKey: trpc.pipelines.versions.queryKey({ project, pipeline: id }) });
    return kept;
  };
  return {
    /** Saves the drawing and keeps it under a name. */
    name: (name: string) => keep(name, false),
    /** Keeps a way back, then puts the drawing of a version in place, as one undo step. */
    async restore(version: Version) {
      const { document } = await client.pipelines.version.query({ project, id: version.id });
      await keep(`Before version ${version.number} was restored`, true);
      store.getState().restore(document, `restore version ${version.number}`);
      store.getState().announce(`Version ${version.number} is restored.`);
      await effects.save();
    },
  };
}
