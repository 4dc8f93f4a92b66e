'use client';

import { useProject } from '../../features/frame/project-context';
import { RunStatusBadge } from '../../features/runs/RunStatusBadge';
import { formatRelative } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import { formatCount } from '../../lib/format-number';
import { EmptyState } from '../../ui/EmptyState';
import { TextLink } from '../../ui/TextLink';
import { useRunList } from '../sync/use-run-list';

/** Runs of this pipeline, newest first. */
export function RunsPanel() {
  const { slug } = useProject();
  const runs = useRunList().data?.runs ?? [];
  if (runs.length === 0)
    return <EmptyState title="No runs yet" detail="Press Run: each run is kept with its figures." />;
  return (
    <ul aria-label="Runs" className="py-1">
      {runs.map((run) => (
        <li key={run.id} className="flex h-9 items-center gap-4 px-4 tabular-nums hover:bg-hover">
          <TextLink href={`/p/${slug}/runs/${run.id}`}>{`Run ${run.number}`}</TextLink>
          <RunStatusBadge run={run} />
          <span className="text-muted">{formatCount(run.steps, 'step')}</span>
          <span className="text-muted">
            {run.finishedAt === null ? '' : formatDuration(run.finishedAt.getTime() - run.createdAt.getTime())}
          </span>
          <span className="ml-auto text-muted">{formatRelative(run.createdAt)}</span>
        </li>
      ))}
    </ul>
  );
}
