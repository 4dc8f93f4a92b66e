'use client';

import { type Explanation, explanationSchema } from '@millrace/pipeline-core/explain';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { findExplanation } from './find-explanation';

export type ExplanationState =
  | { state: 'loading' | 'none' | 'waiting' | 'failed' }
  | { state: 'error'; error: unknown; retry: () => void }
  | { state: 'ready'; explanation: Explanation };

/** What an Explain step of the run says about a model; asks again while the run goes on. */
export function useExplanation(run: string | null, modelHash: string): ExplanationState {
  const { slug } = useProject();
  const trpc = useTRPC();
  const steps = useQuery(
    trpc.runs.get.queryOptions(
      { project: slug, id: run ?? '' },
      {
        enabled: run !== null,
        refetchInterval: ({ state }) => (state.data?.run.status === 'running' ? 4000 : false),
      },
    ),
  );
  const place = useMemo(
    () =>
      steps.data === undefined
        ? null
        : findExplanation({ steps: steps.data.run.stepRuns, outputs: steps.data.outputs }, modelHash),
    [steps.data, modelHash],
  );
  const hash = place?.state === 'ready' ? place.hash : null;
  const stored = useQuery(
    trpc.artifacts.json.queryOptions(
      { project: slug, hash: hash ?? '' },
      { enabled: hash !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const explanation = useMemo(() => explanationSchema.safeParse(stored.data?.value), [stored.data]);
  if (steps.error !== null) return { state: 'error', error: steps.error, retry: () => void steps.refetch() };
  if (stored.error !== null) return { state: 'error', error: stored.error, retry: () => void stored.refetch() };
  if (place === null || (hash !== null && stored.data === undefined)) return { state: 'loading' };
  if (place.state !== 'ready') return { state: place.state };
  return explanation.success ? { state: 'ready', explanation: explanation.data } : { state: 'failed' };
}
