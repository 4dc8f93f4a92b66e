'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';

/** The tests of a model, page by page; none are asked for before the model is known. */
export function useModelTests(model: string | undefined) {
  const { slug } = useProject();
  return useInfiniteQuery(
    useTRPC().modelTests.list.infiniteQueryOptions(
      { project: slug, model: model ?? '' },
      { enabled: model !== undefined, getNextPageParam: ({ next }) => next },
    ),
  );
}
