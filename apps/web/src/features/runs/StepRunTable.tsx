'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { formatDuration } from '../../lib/format-duration';
import { formatCount, formatPercent } from '../../lib/format-number';
import { StateBadge } from '../../ui/StateBadge';
import { Table, type TableColumn } from '../../ui/Table';
import { type StepLine, stepLines } from './equal-failures';
import { stepDisplayState } from './run-states';
import type { TrialEnd } from './trial-ends';
import type { StepProgress } from './use-live-run';

export type StepRunRow = Outputs['runs']['get']['run']['stepRuns'][number];

type Line = StepLine<StepRunRow>;
type Shown = {
  progress: Readonly<Record<number, StepProgress>>;
  /** Which worker each step ran on, by index; of some steps nothing is known. */
  workers: ReadonlyMap<number, string>;
  /** Trials that fitted nothing. */
  ends: ReadonlyMap<number, TrialEnd>;
};

/** Steps of a run in order, with state, time and live progress; trials of a search that failed alike fold into one row. */
export function StepRunTable(
  props: Shown & { steps: StepRunRow[]; chosen: number | null; onChoose: (idx: number) => void },
) {
  const { steps, chosen } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpen((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  return (
    <Table
      label="Steps"
      rows={stepLines(steps, open)}
      rowId={(line) => (line.kind === 'step' ? String(line.step.idx) : line.id)}
      onRowClick={(line) => (line.kind === 'step' ? props.onChoose(line.step.idx) : toggle(line.id))}
      rowClassName={(line) => (isChosen(line, chosen) ? 'bg-selected' : '')}
      columns={stepColumns(props)}
    />
  );
}

/** A closed line of many is chosen where the step whose log is shown stands in it. */
function isChosen(line: Line, chosen: number | null): boolean {
  if (line.kind === 'step') return line.step.idx === chosen;
  return !line.open && chosen !== null && line.idxs.includes(chosen);
}

function stepColumns({ progress, workers, ends }: Shown): TableColumn<Line>[] {
  return [
    {
      id: 'title',
      header: 'Step',
      cell: (line) => (line.kind === 'step' ? <StepTitle {...line} /> : <Failures {...line} />),
    },
    {
      id: 'state',
      header: 'State',
      cell: (line) => {
        const step = line.kind === 'step' ? line.step : line.first;
        const end = ends.get(step.idx);
        if (end !== undefined) return <StateBadge {...end} />;
        return <StateBadge state={stepDisplayState[step.status]} detail={progressWords(step, progress[step.idx])} />;
      },
    },
    {
      id: 'attempt',
      header: 'Attempt',
      align: 'right',
      wideOnly: true,
      cell: (line) => (line.kind === 'step' && line.step.attempt > 1 ? line.step.attempt : ''),
    },
    ...(workers.size === 0 ? [] : [workerColumn(workers)]),
    {
      id: 'time',
      header: 'Time',
      align: 'right',
      cell: (line) => (line.kind === 'step' ? formatDuration(millisecondsOf(line.step)) : ''),
    },
  ];
}

function workerColumn(workers: Shown['workers']): TableColumn<Line> {
  return {
    id: 'worker',
    header: 'Worker',
    wideOnly: true,
    cell: (line) => (
      <span className="text-muted">{line.kind === 'step' ? (workers.get(line.step.idx) ?? '') : ''}</span>
    ),
  };
}

function StepTitle({ step, inside }: Extract<Line, { kind: 'step' }>) {
  if (!inside) return <span className="font-medium">{step.spec.title}</span>;
  return <span className="pl-5 text-muted">{step.spec.title}</span>;
}

/** One row for many: how many, and what all of them say. */
function Failures({ count, message, open }: Extract<Line, { kind: 'failures' }>) {
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <span className="flex items-center gap-1 font-medium" title={message}>
      <Icon className="size-3.5 flex-none" aria-hidden />
      <span className="max-w-96 truncate">{`${formatCount(count, 'trial')} failed: ${message}`}</span>
    </span>
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
