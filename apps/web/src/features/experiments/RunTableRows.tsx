'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from '../../lib/cn';
import { formatCount } from '../../lib/format-number';
import { Checkbox } from '../../ui/Checkbox';
import { useProject } from '../frame/project-context';
import type { FigureRule } from './figure-rule';
import { GroupCell } from './GroupCell';
import { runRowHeight } from './row-span';
import { RunCell } from './run-columns';
import { runHref } from './run-look';
import type { ShownColumn } from './shown-columns';
import { TrialCell } from './TrialCell';
import { withStopped } from './trial-words';
import type { RunRow } from './use-run-list';
import type { Trial } from './use-trials';

export type RowShape = {
  /** Place in the table, from 0. */
  index: number;
  columns: readonly ShownColumn[];
  rights: readonly boolean[];
  ruleOf: (key: string) => FigureRule;
};
type Chosen = { selected: ReadonlySet<string>; onSelected: (selected: ReadonlySet<string>) => void };
type Fold = { open: boolean; words: string; onToggle: () => void };

/** One run, alone or beneath the row of its group; a run that a search chose unfolds to what was tried. */
export function SingleRow(
  props: RowShape &
    Chosen & { row: RunRow | undefined; inside: boolean; trialsOpen: boolean; onTrials: (id: string) => void },
) {
  const { row, inside } = props;
  const { slug } = useProject();
  const fold =
    row === undefined || row.trials === 0
      ? null
      : { open: props.trialsOpen, words: formatCount(row.trials, 'trial'), onToggle: () => props.onTrials(row.id) };
  return (
    <RowFrame
      {...props}
      ids={row === undefined ? [] : [row.id]}
      label={row?.name ?? ''}
      indent={inside}
      fold={fold}
      name={
        row === undefined ? (
          <Pending />
        ) : (
          <Link href={runHref(slug, row)} prefetch={false} title={row.name} className="truncate hover:underline">
            {row.name}
          </Link>
        )
      }
      cell={(column) =>
        row === undefined ? null : <RunCell row={row} column={column} rule={props.ruleOf(column.key)} />
      }
    />
  );
}

/** Runs that differ in their seed alone, as one row: what they share, and means with their spread. */
export function GroupRow(
  props: RowShape & Chosen & { ids: readonly string[]; rows: readonly RunRow[]; open: boolean; onToggle: () => void },
) {
  const { ids, rows, open, onToggle } = props;
  const [first] = rows;
  return (
    <RowFrame
      {...props}
      label={first === undefined ? '' : `${first.name} and those that differ in their seed alone`}
      indent={false}
      fold={{ open, words: formatCount(ids.length, 'seed'), onToggle }}
      name={
        first === undefined ? (
          <Pending />
        ) : (
          <span className="truncate" title={rows.map(({ name }) => name).join(', ')}>
            {first.name}
          </span>
        )
      }
      cell={(column) => <GroupCell rows={rows} all={ids.length} column={column} rule={props.ruleOf(column.key)} />}
    />
  );
}

/** What a search tried: no run of its own, so nothing to choose or open. */
export function TrialTableRow(props: RowShape & { trial: Trial; words: string; best: boolean }) {
  const { trial, words, best } = props;
  return (
    <RowFrame
      {...props}
      ids={[]}
      label=""
      indent
      fold={null}
      name={
        <span className="truncate font-normal text-muted">
          {`Trial ${trial.number + 1}`}
          {best ? <span className="pl-1.5 text-12 text-faint">best</span> : null}
        </span>
      }
      cell={(column) => <TrialCell trial={trial} column={column} />}
      wide={trial.error ?? withStopped(words, trial.stopped)}
    />
  );
}

function RowFrame(
  props: Omit<RowShape, 'ruleOf'> &
    Partial<Chosen> & {
      /** What the box of the row chooses. */
      ids: readonly string[];
      label: string;
      indent: boolean;
      fold: Fold | null;
      name: ReactNode;
      cell: (column: ShownColumn) => ReactNode;
      /** Words across the columns that such a row leaves empty. */
      wide?: string;
    },
) {
  const { index, columns, rights, ids, selected = new Set<string>(), onSelected, label, indent, fold, name } = props;
  const count = ids.filter((id) => selected.has(id)).length;
  const chosen = ids.length > 0 && count === ids.length;
  const toggle = (on: boolean) => {
    const next = new Set(selected);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onSelected?.(next);
  };
  const blank = props.wide === undefined ? { first: -1, end: -1 } : blankColumns(columns);
  const ground = chosen ? 'bg-selected' : 'bg-surface group-hover/run:bg-hover';
  const cell = cn('truncate border-b border-border-soft px-3', ground);
  return (
    <tr aria-rowindex={index + 2} aria-selected={chosen} className="group/run" style={{ height: runRowHeight }}>
      <td className={cn('sticky left-0 z-1 border-b border-border-soft pl-4', ground)}>
        {ids.length === 0 || label === '' ? null : (
          <Checkbox
            aria-label={label}
            checked={chosen ? true : count > 0 ? 'indeterminate' : false}
            onCheckedChange={toggle}
          />
        )}
      </td>
      <td className={cn(cell, 'sticky left-10 z-1 pl-1 font-medium')}>
        <span className={cn('flex items-center gap-2', indent ? 'pl-4' : '')}>
          {name}
          {fold === null ? null : <FoldButton {...fold} label={label} />}
        </span>
      </td>
      {columns.map((column, at) =>
        at > blank.first && at < blank.end ? null : at === blank.first ? (
          <td key={column.id} colSpan={blank.end - blank.first} title={props.wide} className={cn(cell, 'text-muted')}>
            {props.wide}
          </td>
        ) : (
          <td key={column.id} className={cn(cell, rights[at] ? 'text-right tabular-nums' : '')}>
            {props.cell(column)}
          </td>
        ),
      )}
    </tr>
  );
}

/** The first stretch of columns that a trial has nothing to say in: when it began, what it took, its kind of model. */
function blankColumns(columns: readonly ShownColumn[]): { first: number; end: number } {
  const isBlank = ({ side, key }: ShownColumn) => side === 'tag' || (side === 'attribute' && key !== 'state');
  const first = columns.findIndex(isBlank);
  if (first < 0) return { first: -1, end: -1 };
  const rest = columns.slice(first).findIndex((column) => !isBlank(column));
  return { first, end: rest < 0 ? columns.length : first + rest };
}

function FoldButton({ open, words, onToggle, label }: Fold & { label: string }) {
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-label={`${words} of ${label}`}
      onClick={onToggle}
      className="ml-auto flex flex-none items-center gap-0.5 rounded-xs bg-surface-2 py-px pr-0.5 pl-1.5 text-12 font-normal text-muted tabular-nums hover:text-text"
    >
      {words}
      <Icon className="size-3.5" aria-hidden />
    </button>
  );
}

function Pending() {
  return <span className="block h-3 w-3/5 animate-pulse-soft rounded-xs bg-surface-2" />;
}
