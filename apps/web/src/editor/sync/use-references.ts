'use client';

import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { TableSchema } from '@millrace/pipeline-core/schema';
import { type BatchTables, findContract, type StepReference } from '@millrace/pipeline-core/steps';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import type { EditorStore } from '../store/editor-store';
import type { References } from '../store/knowledge-slice';
import { useEditor } from '../use-editor';
import { usePipeline } from './pipeline-context';

type Wanted = { dataset: string; batch: string };

/** Looks up the tables behind dataset steps and the views behind look-ups, so that columns are known before anything ran. */
export function useReferences(store: EditorStore): void {
  const { project } = usePipeline();
  const trpc = useTRPC();
  const document = useEditor((state) => state.document);
  const key = useMemo(() => JSON.stringify(wantedTables(document)), [document]);
  const wanted = useMemo((): Wanted[] => JSON.parse(key), [key]);
  const query = useQuery(
    trpc.datasets.tables.queryOptions(
      { project, wanted },
      { enabled: wanted.length > 0, placeholderData: keepPreviousData, staleTime: 30_000 },
    ),
  );
  const readsViews = useMemo(() => wantsViews(document), [document]);
  const views = useQuery(trpc.featureViews.list.queryOptions({ project }, { enabled: readsViews, staleTime: 30_000 }));
  useEffect(() => {
    const tables = wanted.length === 0 ? [] : query.data?.tables;
    const known = readsViews ? views.data?.views : [];
    if (tables === undefined || known === undefined) return;
    if (tables.length === 0 && known.length === 0 && !readsViews) return;
    store.getState().learn({ references: toReferences(store.getState().document, { tables, views: known }) });
  }, [store, query.data, views.data, readsViews, wanted]);
}

export function referencesOf(document: PipelineDocument, id: string): StepReference[] {
  const step = document.steps[id];
  const contract = step === undefined ? undefined : findContract(step.type);
  const params = contract?.params.safeParse(step?.params);
  return contract?.references === undefined || params?.success !== true ? [] : contract.references(params.data);
}

function wantedTables(document: PipelineDocument): Wanted[] {
  const keys = Object.keys(document.steps).flatMap((id) =>
    referencesOf(document, id).flatMap((reference) =>
      reference.kind === 'batch' ? [`${reference.dataset} ${reference.batch}`] : [],
    ),
  );
  return [...new Set(keys)].sort().map((key) => {
    const [dataset = '', batch = 'latest'] = key.split(' ');
    return { dataset, batch };
  });
}

type Found = Wanted & { table: TableSchema | BatchTables | null };

type View = Pick<Outputs['featureViews']['list']['views'][number], 'name' | 'keys' | 'features'>;

function wantsViews(document: PipelineDocument): boolean {
  return Object.keys(document.steps).some((id) =>
    referencesOf(document, id).some((reference) => reference.kind === 'feature-view' && reference.use === 'read'),
  );
}

/** A view as its step reads it: keys have the role id. */
function tableOfView({ keys, features }: View): TableSchema {
  const columns = [
    ...keys.map((column) => ({ ...column, role: 'id' as const })),
    ...features.map((column) => ({ ...column, role: 'feature' as const })),
  ];
  return { columns, split: false };
}

function toReferences(
  document: PipelineDocument,
  { tables, views }: { tables: readonly Found[]; views: readonly View[] },
): References {
  return Object.fromEntries(
    Object.keys(document.steps).map((id) => [
      id,
      Object.fromEntries(
        referencesOf(document, id).flatMap((reference) => {
          if (reference.kind === 'feature-view') {
            const view = views.find(({ name }) => name === reference.view);
            return reference.use === 'read' ? [[reference.name, view === undefined ? null : tableOfView(view)]] : [];
          }
          if (reference.kind !== 'batch') return [];
          const found = tables.find(({ dataset, batch }) => dataset === reference.dataset && batch === reference.batch);
          return found === undefined ? [] : [[reference.name, found.table]];
        }),
      ),
    ]),
  );
}
