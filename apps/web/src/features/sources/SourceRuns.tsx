'use client';

import { formatRelative } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import { formatCount } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';
import { StateBadge } from '../../ui/StateBadge';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { RunStatusBadge } from '../runs/RunStatusBadge';
import { startedBy } from '../runs/started-by';
import { decidedWords, outcomeWords, type SourceDetail, waitsForPerson } from './source-words';

type Run = SourceDetail['runs'][number];

const columns: readonly TableColumn<Run>[] = [
  { id: 'number', header: 'Run', width: 72, cell: ({ number }) => number },
  { id: 'state', header: 'State', cell: stateCell },
  { id: 'outcome', header: 'What became of it', wrap: true, cell: outcomeOf },
  { id: 'why', header: 'Started by', wideOnly: true, wrap: true, cell: startedBy },
  {
    id: 'time',
    header: 'Time',
    align: 'right',
    wideOnly: true,
    cell: ({ createdAt, finishedAt }) =>
      finishedAt === null ? '' : formatDuration(finishedAt.getTime() - createdAt.getTime()),
  },
  { id: 'at', header: 'Started', align: 'right', cell: ({ createdAt }) => formatRelative(createdAt) },
];

/** A run that is through is not done while its batch waits for a person. */
function stateCell(run: Run) {
  return waitsForPerson(run) ? (
    <StateBadge state="waiting" reason="its batch is in quarantine" />
  ) : (
    <RunStatusBadge run={run} />
  );
}

/** Every reading and what became of it; what waits says so. */
export function SourceRuns({ detail }: { detail: SourceDetail }) {
  const { slug } = useProject();
  const { runs, waiting } = detail;
  return (
    <>
      {waiting.length === 0 ? null : <Notice>{waitingWords(detail)}</Notice>}
      <Card>
        <CardHeader
          title="Runs"
          aside={`${runs.length === 30 ? 'the last 30' : runs.length}; numbers count all runs of the project`}
        />
        <Table
          label="Runs"
          rows={runs}
          rowHeight={44}
          rowId={({ id }) => id}
          rowName={({ number }) => `Run ${number}`}
          rowHref={({ id }) => `/p/${slug}/runs/${id}`}
          empty={<EmptyState title="Not read yet" detail={firstStep(detail)} />}
          columns={columns}
        />
      </Card>
    </>
  );
}

/** What makes the first landing. */
function firstStep({ source, events }: SourceDetail): string {
  if (source.kind === 'folder') return 'Put a file there that fits the pattern.';
  if (events !== null && events.came === 0) return 'Send the first event; then press Run now, or set a clock below.';
  return 'Press Run now, or set a clock below.';
}

function outcomeOf(run: Run): string {
  const { status, outcome } = run;
  const decided = decidedWords(run);
  if (decided !== null) return decided;
  if (outcome !== null) return outcomeWords(outcome.message);
  if (status === 'failed') return 'Nothing landed: open the run to see why';
  return status === 'running' ? '' : 'Nothing landed';
}

function waitingWords({ waiting, runs }: SourceDetail): string {
  const what = formatCount(waiting.length, 'run waits', 'runs wait');
  return runs[0]?.status === 'running' ? `${what} for the one on its way.` : `${what} to be started.`;
}
