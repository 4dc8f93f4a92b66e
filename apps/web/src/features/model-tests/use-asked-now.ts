'use client';

import { useQuery } from '@tanstack/react-query';
import { alone } from '../../client/goes-alone';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

/** An endpoint, and the release that answers there, which people call `name`: "v2". */
export type Answering = { endpoint: string; release: { id: string; name: string } };

export type TestOutcomeNow = Outputs['modelTests']['ask']['outcomes'][number];

/** What the release that answers today says to the tests. */
export type AskedNow = {
  release: string;
  /** By test; null while it is asked. */
  outcomes: ReadonlyMap<string, TestOutcomeNow> | null;
  askedAt: Date | null;
  error: unknown;
  asking: boolean;
  again: () => void;
};

/** Asks the tests of a model as they are looked at; null where no release is in view, or the person may ask none. */
export function useAskedNow(model: string, answering: Answering | undefined): AskedNow | null {
  const { slug, can } = useProject();
  const mayAsk = answering !== undefined && can('run');
  const query = useQuery(
    useTRPC().modelTests.ask.queryOptions(
      { project: slug, model, endpoint: answering?.endpoint ?? '', release: answering?.release.id ?? '' },
      // Answering all tests takes a while: what else the page asks does not wait for it.
      { enabled: mayAsk, retry: false, refetchOnWindowFocus: false, trpc: alone },
    ),
  );
  if (!mayAsk) return null;
  return {
    release: answering.release.name,
    outcomes: query.data === undefined ? null : new Map(query.data.outcomes.map((outcome) => [outcome.id, outcome])),
    askedAt: query.data?.askedAt ?? null,
    error: query.error,
    asking: query.isFetching,
    again: () => void query.refetch(),
  };
}
