'use client';

import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { TableFacts } from '@millrace/pipeline-core/profile';
import { sourceTargets } from '@millrace/pipeline-core/validate';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTRPC } from '../../client/trpc';
import type { EditorStore } from '../store/editor-store';
import type { Facts } from '../store/knowledge-slice';
import { useEditor } from '../use-editor';
import { usePipeline } from './pipeline-context';
import { referencesOf } from './use-references';

type Wanted = { dataset: string; batch: string; target: string | null };

/** Looks up what the data behind dataset steps are like, against what is predicted, for the leakage lint. */
export function useFacts(store: EditorStore): void {
  const { project } = usePipeline();
  const trpc = useTRPC();
  const document = useEditor((state) => state.document);
  const schemas = useEditor((state) => state.inferences);
  const key = useMemo(() => JSON.stringify(wantedFacts({ document, schemas })), [document, schemas]);
  const wanted = useMemo((): Record<string, Wanted> => JSON.parse(key), [key]);
  const query = useQuery(
    trpc.datasets.facts.queryOptions(
      { project, wanted: Object.values(wanted) },
      { enabled: Object.keys(wanted).length > 0, placeholderData: keepPreviousData, staleTime: 300_000 },
    ),
  );
  useEffect(() => {
    if (query.data !== undefined) store.getState().learn({ facts: toFacts(wanted, query.data.facts) });
  }, [store, wanted, query.data]);
}

type Drawing = { document: PipelineDocument; schemas: Parameters<typeof sourceTargets>[0]['schemas'] };

/** By step, which batch it reads and which of its columns is predicted. */
function wantedFacts({ document, schemas }: Drawing): Record<string, Wanted> {
  const targets: Readonly<Record<string, string>> = sourceTargets({ document, schemas });
  return Object.fromEntries(
    Object.keys(document.steps).flatMap((id) => {
      const [reference] = referencesOf(document, id);
      if (reference?.kind !== 'batch') return [];
      const { dataset, batch } = reference;
      return [[id, { dataset, batch, target: targets[id] ?? null }]];
    }),
  );
}

function toFacts(wanted: Record<string, Wanted>, found: readonly (Wanted & { facts: TableFacts | null })[]): Facts {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([id, one]) => {
      const facts = found.find(
        ({ dataset, batch, target }) => dataset === one.dataset && batch === one.batch && target === one.target,
      )?.facts;
      return facts === null || facts === undefined ? [] : [[id, facts]];
    }),
  );
}
