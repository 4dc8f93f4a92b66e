import type { Outputs } from '../../client/outputs';
import { formatDuration } from '../../lib/format-duration';
import { formatPercent } from '../../lib/format-number';
import { StateBadge } from '../../ui/StateBadge';
import { Table } from '../../ui/Table';
import { stepDisplayState } from './run-states';
import type { StepProgress } from './use-live-run';

export type StepRunRow = Outputs['runs']['get']['run']['stepRuns'][number];

/** Steps of a run in order, with state, time and live progress. */
export function StepRunTable(props: {
  steps: StepRunRow[];
  progress: Readonly<Record<number, StepProgress>>;
  /** Which worker each step ran on, by index; of some steps nothing is known. */
  workers: ReadonlyMap<number, string>;
  chosen: number | null;
  onChoose: (idx: number) => void;
}) {
  return (
    <Table
      label="Steps"
      rows={props.steps}
      rowId={({ idx }) => String(idx)}
      onRowClick={({ idx }) => props.onChoose(idx)}
      rowClassName={({ idx }) => (idx === props.chosen ? 'bg-selected' : '')}
      columns={[
        { id: 'title', header: 'Step', cell: ({ spec }) => <span className="font-medium">{spec.title}</span> },
        {
          id: 'state',
          header: 'State',
          cell: (step) => (
            <StateBadge state={stepDisplayState[step.status]} detail={progressWords(step, props.progress[step.idx])} />
          ),
        },
        {
          id: 'attempt',
          header: 'Attempt',
          align: 'right',
          wideOnly: true,
          cell: ({ attempt }) => (attempt > 1 ? attempt : ''),
        },
        ...(props.workers.size === 0
          ? []
          : [
              {
                id: 'worker',
                header: 'Worker',
                wideOnly: true,
                cell: ({ idx }: StepRunRow) => <span className="text-muted">{props.workers.get(idx) ?? ''}</span>,
              },
            ]),
        { id: 'time', header: 'Time', align: 'right', cell: (step) => formatDuration(millisecondsOf(step)) },
      ]}
    />
  );
}

export function millisecondsOf(step: StepRunRow): number | null {
  return step.leasedAt === null || step.finishedAt === null
    ? null
    : Math.max(0, step.finishedAt.getTime() - step.leasedAt.getTime());
}

function progressWords(step: StepRunRow, progress: StepProgress | undefined): string | undefined {
  if (step.status !== 'running' || progress === undefined || progress.total === 0) return undefined;
  return formatPercent(progress.done / progress.total, 0);
}
