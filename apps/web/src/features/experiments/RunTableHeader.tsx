'use client';

import { filterName } from '@millrace/pipeline-core/tracking';
import { ArrowDown, ArrowUp, ChevronDown } from 'lucide-react';
import { cn } from '../../lib/cn';
import { DropdownMenu } from '../../ui/DropdownMenu';
import type { MenuEntry } from '../../ui/menu-entries';
import type { FigureRule } from './figure-rule';
import { withPart } from './filter-chips';
import { type ColumnLook, ruleWords } from './run-columns';
import type { ShownColumn } from './shown-columns';
import type { Look } from './use-look';

type Sort = { side: string; key: string; descending: boolean };

/** The head of a column: its name sorts, the line under a figure's name says and changes which value stands for a run. */
export function HeaderCell(props: {
  column: ShownColumn;
  header: Omit<ColumnLook, 'width'>;
  sort: Sort;
  rule: FigureRule;
  look: Look;
  className?: string;
}) {
  const { column, header, sort, rule, look } = props;
  const active = sort.side === column.side && sort.key === column.key;
  const Arrow = active && !sort.descending ? ArrowUp : ArrowDown;
  // Figures are asked for their largest first, texts from A on.
  const fallsFirst = column.side === 'metric' || column.key === 'started' || column.key === 'duration';
  const falls = active ? !sort.descending : fallsFirst;
  return (
    <th
      scope="col"
      aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      className={cn(
        'sticky top-0 z-2 h-11 border-b border-border bg-surface px-3 align-middle text-12 font-medium whitespace-nowrap text-muted',
        header.right ? 'text-right' : 'text-left',
        column.id === 'name' ? 'pl-1' : '',
        props.className,
      )}
    >
      <button
        type="button"
        title={`Sort by ${header.label}${header.label === column.key ? '' : `, which filters call ${column.key}`}`}
        onClick={() => look.change({ sort: `${falls ? '-' : ''}${column.id}` })}
        className={cn(
          'group inline-flex max-w-full items-center gap-1 rounded-xs hover:text-text',
          header.right ? 'flex-row-reverse' : '',
          active ? 'text-text' : '',
        )}
      >
        <span className="truncate">{header.label}</span>
        <Arrow className={cn('size-3 flex-none', active ? '' : 'opacity-0 group-hover:opacity-60')} aria-hidden />
      </button>
      {column.side === 'metric' ? (
        <RuleMenu column={column} rule={rule} look={look} />
      ) : header.under === '' ? null : (
        <span className="block truncate font-normal text-faint">{header.under}</span>
      )}
    </th>
  );
}

function RuleMenu({ column, rule, look }: { column: ShownColumn; rule: FigureRule; look: Look }) {
  const { rules, filter } = look.look;
  const choose = (next: FigureRule) => look.change({ rules: { ...rules, [column.key]: next } });
  const entries: MenuEntry[] = [
    { kind: 'label', id: 'label', label: 'Which value stands for a run' },
    ...(['last', 'high', 'low'] as const).map((one) => ({
      kind: 'checkbox' as const,
      id: one,
      label: { last: 'The last one logged', high: 'The best, highest', low: 'The best, lowest' }[one],
      checked: rule === one,
      onCheckedChange: () => choose(one),
    })),
    { kind: 'separator', id: 'separator' },
    {
      id: 'has',
      label: 'Only runs that have it',
      onSelect: () => look.change({ filter: withPart(filter, `${filterName(column)} is not null`) }),
    },
  ];
  return (
    <DropdownMenu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`${column.label ?? column.key}: ${ruleWords[rule]}`}
          className="ml-auto flex items-center gap-0.5 rounded-xs font-normal text-faint hover:text-text"
        >
          {ruleWords[rule]}
          <ChevronDown className="size-3" aria-hidden />
        </button>
      }
      entries={entries}
    />
  );
}
