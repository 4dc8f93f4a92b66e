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
type WantedAt = Wanted & { step: string };

/** As many as are answered at once. */
const mostWanted = 200;

/** Looks up what the data behind dataset steps are like, against what is predicted, for the leakage lint. */
export function useFacts(store: EditorStore): void {
  const { project } = usePipeline();
  const trpc = useTRPC();
  const document = useEditor((state) => state.document);
  const schemas = useEditor((state) => state.inferences);
  const key = useMemo(() => JSON.stringify(wantedFacts({ document, schemas })), [document, schemas]);
  const wanted = useMemo((): WantedAt[] => JSON.parse(key), [key]);
  const query = useQuery(
    trpc.datasets.facts.queryOptions(
      { project, wanted: wanted.map(({ step: _, ...one }) => one) },
      { enabled: wanted.length > 0, placeholderData: keepPreviousData, staleTime: 300_000 },
    ),
  );
  useEffect(() => {
    if (query.data !== undefined) store.getState().learn({ facts: toFacts(wanted, query.data.facts) });
  }, [store, wanted, query.data]);
}

type Drawing = { document: PipelineDocument; schemas: Parameters<typeof sourceTargets>[0]['schemas'] };

/** Which batch each step reads, once for each of its columns that is predicted. */
function wantedFacts({ document, schemas }: Drawing): WantedAt[] {
  const targets: Readonly<Record<string, readonly string[]>> = sourceTargets({ document, schemas });
  const wanted = Object.keys(document.steps).flatMap((step) => {
    const [reference] = referencesOf(document, step);
    if (reference?.kind !== 'batch') return [];
    const { dataset, batch } = reference;
    return (targets[step] ?? [null]).map((target) => ({ step, dataset, batch, target }));
  });
  return wanted.slice(0, mostWanted);
}

function toFacts(wanted: readonly WantedAt[], found: readonly (Wanted & { facts: TableFacts | null })[]): Facts {
  const facts: Record<string, TableFacts[]> = {};
  for (const { step, ...one } of wanted) {
    const same = found.find(
      ({ dataset, batch, target }) => dataset === one.dataset && batch === one.batch && target === one.target,
    );
    if (same?.facts != null) facts[step] = [...(facts[step] ?? []), same.facts];
  }
  return facts;
}
