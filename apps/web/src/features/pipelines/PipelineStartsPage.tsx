'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { PipelineStarts } from './PipelineStarts';

/** When a pipeline starts by itself: its clocks and its events. */
export function PipelineStartsPage({ pipeline }: { pipeline: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.pipelines.starts.queryOptions({ project: slug, pipeline }));
  const open = `/p/${slug}/pipelines/${pipeline}`;
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Pipelines', href: `/p/${slug}/pipelines` },
        { label: query.data?.pipeline.name ?? '…', href: open },
        { label: 'Starts by itself' },
      ]}
      actions={
        <Button asChild>
          <Link href={open}>Open the drawing</Link>
        </Button>
      }
    >
      <QueryView page query={query}>
        {(starts) => (
          <>
            <SentenceHeader sentence={sentenceOf(starts)} />
            <PipelineStarts pipeline={pipeline} />
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

function sentenceOf({ pipeline, clocks }: Outputs['pipelines']['starts']): string {
  const times = clocks.flatMap(({ next }) => (next === null ? [] : [next]));
  const [next] = times.sort((a, b) => a.getTime() - b.getTime());
  return next === undefined
    ? `When ${pipeline.name} starts by itself.`
    : `${pipeline.name} starts ${formatRelative(next)}.`;
}
