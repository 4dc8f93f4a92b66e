'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { newsOf } from './news-of';

const everyMs = 5000;

/**
 * Says that a batch has landed while an older one is looked at, and shows it when asked: what one reads does not change
 * under one's eyes. The list of batches follows by itself.
 */
export function NewBatch(props: {
  dataset: string;
  /** Number of the batch on the page. */
  shown: number | null;
  batches: Outputs['datasets']['get']['batches'];
}) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const search = useSearchParams();
  const list = useQuery(trpc.datasets.list.queryOptions({ project: slug }, { refetchInterval: everyMs }));
  const listed = list.data?.datasets.find(({ id }) => id === props.dataset);
  const news = newsOf({ listed, ...props });
  const isStale = news === 'list';
  useEffect(() => {
    if (isStale) void queries.invalidateQueries({ queryKey: trpc.datasets.get.pathKey() });
  }, [isStale, queries, trpc]);
  if (news === null || news === 'list') return null;
  const show = () => {
    const params = new URLSearchParams(search);
    params.delete('batch');
    router.replace(`?${params}`, { scroll: false });
    void queries.invalidateQueries({ queryKey: trpc.datasets.get.pathKey() });
  };
  return (
    <Notice
      title={`Batch ${news.number} has landed`}
      actions={
        <Button size="sm" onClick={show}>
          Show batch {news.number}
        </Button>
      }
    >
      {`This page shows batch ${props.shown}.`}
    </Notice>
  );
}
