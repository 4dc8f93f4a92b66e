'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { useProject } from '../frame/project-context';

/** On the page of a run: the way to what made it worse, where an earlier run of its pipeline was better or a search was made. */
export function WorseLink({ run }: { run: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.bisects.better.queryOptions({ project: slug, run }));
  if (data === undefined || (data.runs.length === 0 && data.searches.length === 0)) return null;
  const words = data.searches.length > 0 ? 'What made it worse' : 'Find what made it worse';
  return (
    <Button asChild>
      <Link href={worseHref(slug, { bad: run })}>{words}</Link>
    </Button>
  );
}

/** Between two runs, or with the run to compare with left to choose. */
export function worseHref(slug: string, { bad, good }: { bad: string; good?: string }): string {
  return `/p/${slug}/runs/${bad}/worse${good === undefined ? '' : `?good=${good}`}`;
}
