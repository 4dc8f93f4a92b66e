'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { EmptyState } from '../../ui/EmptyState';
import { Select } from '../../ui/Select';
import { FollowFrame, FollowPanel, rowTitle } from '../follow/FollowPanel';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

/** A row of a batch, followed through a run that read it: the newest, unless another is chosen. */
export function FollowFromTable({ table, row, onClose }: { table: string; row: number; onClose: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<string | null>(null);
  const query = useQuery(trpc.runs.ofTable.queryOptions({ project: slug, table }));
  const runs = query.data?.runs ?? [];
  const run = runs.find(({ id }) => id === chosen) ?? runs[0];
  if (run === undefined)
    return (
      <FollowFrame card title={rowTitle(row)} about="" onClose={onClose}>
        <QueryView query={query} skeletonClass="h-40">
          {() => (
            <EmptyState
              title="No run has read this batch yet"
              detail="Run a pipeline that starts at this dataset; then a row can be followed through its steps."
            />
          )}
        </QueryView>
      </FollowFrame>
    );
  const follow = [run.id, row, run.port, run.step].join(':');
  const href = (step: string) =>
    `/p/${slug}/pipelines/${run.pipelineId}?${new URLSearchParams({ node: step, run: run.id, follow })}`;
  return (
    <FollowPanel
      card
      key={run.id}
      run={run.id}
      step={run.step}
      port={run.port}
      row={row}
      about={
        <Select
          size="sm"
          label="Run"
          value={run.id}
          onValueChange={setChosen}
          className="w-full"
          options={runs.map(({ id, number, pipelineName, createdAt }) => ({
            value: id,
            label: `${pipelineName ?? 'A source'}, run ${number}`,
            aside: formatRelative(createdAt),
          }))}
        />
      }
      stepLink={(step, text) =>
        run.pipelineId === null ? (
          text
        ) : (
          <Link className="hover:underline" href={href(step)}>
            {text}
          </Link>
        )
      }
      onClose={onClose}
    />
  );
}
