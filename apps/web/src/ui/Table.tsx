'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { Checkbox } from './Checkbox';

export type SortState = { columnId: string; direction: 'ascending' | 'descending' };

export type TableColumn<Row> = {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers right, text left. */
  align?: 'left' | 'right';
  width?: number | string;
  sortable?: boolean;
  /** Text may take two lines (rows of 40 to 44). */
  wrap?: boolean;
  /** Hidden below 640 px; `xl`, `2xl`: below 1280 and 1536 px, so that the last columns of a wide table stay in view. */
  wideOnly?: boolean | 'xl' | '2xl';
  /** Of a table whose rows open something: what opens them stands in this column, instead of the first. */
  opens?: boolean;
  /** What stands behind that link in its cell, for example badges. */
  beside?: (row: Row) => ReactNode;
  /** The last column of a wide table stays in view when it is scrolled: its buttons are what the table is for. */
  stays?: boolean;
};

export type TableProps<Row> = {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** 34 for lists, 44 for rows with sentences. */
  rowHeight?: 34 | 36 | 40 | 44;
  sort?: SortState | undefined;
  onSortChange?: ((sort: SortState) => void) | undefined;
  selected?: ReadonlySet<string> | undefined;
  onSelectedChange?: ((selected: ReadonlySet<string>) => void) | undefined;
  /** What a row is called by screen readers; otherwise its first cell says so. */
  rowName?: ((row: Row) => string) | undefined;
  /** The page a row opens: its first cell, or that of the column that `opens`, becomes a link that covers the row. */
  rowHref?: ((row: Row) => string) | undefined;
  /** A choice within the page: the first cell becomes a button that covers the row. */
  onRowClick?: ((row: Row) => void) | undefined;
  /** Extra class of a row, for example a danger tint. */
  rowClassName?: ((row: Row) => string) | undefined;
  /** Instead of rows, when there are none. */
  empty?: ReactNode;
  className?: string;
};

/** A list as a table: sortable headers, optional selection, rows that open something. For data sets of any size use DataGrid. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowId, rowHeight = 34, selected, onSelectedChange, empty, className } = props;
  const selectable = selected !== undefined && onSelectedChange !== undefined;
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div className={cn('thin-scroll overflow-x-auto', className)}>
      <table className="w-full border-separate border-spacing-0" aria-label={label}>
        <thead>
          <tr>
            {selectable ? (
              <th scope="col" className="w-8 border-b border-border pl-4">
                <Checkbox
                  aria-label="All rows"
                  checked={allState(rows.map(rowId), selected)}
                  onCheckedChange={(all) => onSelectedChange(new Set(all ? rows.map(rowId) : []))}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={props.sort} onSortChange={props.onSortChange} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <BodyRow key={rowId(row)} row={row} height={rowHeight} table={props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function allState(ids: readonly string[], selected: ReadonlySet<string>): boolean | 'indeterminate' {
  const count = ids.filter((id) => selected.has(id)).length;
  if (count === 0) return false;
  return count === ids.length ? true : 'indeterminate';
}

function hidingClass(wideOnly: boolean | 'xl' | '2xl' | undefined): string {
  if (wideOnly === '2xl') return 'max-2xl:hidden';
  return wideOnly === 'xl' ? 'max-xl:hidden' : wideOnly ? 'max-sm:hidden' : '';
}

const stayingCell = 'sticky right-0 z-2 bg-surface';

type HeaderProps<Row> = {
  column: TableColumn<Row>;
  sort: SortState | undefined;
  onSortChange: ((sort: SortState) => void) | undefined;
};

function HeaderCell<Row>({ column, sort, onSortChange }: HeaderProps<Row>) {
  const active = sort?.columnId === column.id ? sort.direction : undefined;
  const Arrow = active === 'ascending' ? ArrowUp : ArrowDown;
  const next = active === 'descending' ? 'ascending' : 'descending';
  return (
    <th
      scope="col"
      style={column.width === undefined ? {} : { width: column.width }}
      aria-sort={column.sortable ? (active ?? 'none') : undefined}
      className={cn(
        'h-7 border-b border-border px-3 py-1 text-12 font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4',
        column.align === 'right' ? 'text-right' : 'text-left',
        column.stays ? stayingCell : '',
        hidingClass(column.wideOnly),
      )}
    >
      {column.sortable && onSortChange ? (
        <button
          type="button"
          onClick={() => onSortChange({ columnId: column.id, direction: next })}
          className={cn('group inline-flex items-center gap-1 rounded-xs hover:text-text', active ? 'text-text' : '')}
        >
          {column.header}
          <Arrow className={cn('size-3', active ? '' : 'opacity-0 group-hover:opacity-60')} aria-hidden />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

/** What the opener's cover stretches over. `translate` because not every browser positions against a table row otherwise. */
const openingRow =
  'relative translate-0 [&_:is(a,button,input,summary):not([data-row-opener])]:relative [&_:is(a,button,input,summary):not([data-row-opener])]:z-1';

const openerLook =
  'text-left text-inherit outline-none after:absolute after:inset-0 focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]';

/** What opens a row: its click area is stretched over the row; other controls stay above it. */
function RowOpener<Row>({ row, table, content }: { row: Row; table: TableProps<Row>; content: ReactNode }) {
  const { rowHref, onRowClick, rowName } = table;
  const common = { 'data-row-opener': '', 'data-ring': 'outer', 'aria-label': rowName?.(row), className: openerLook };
  if (rowHref === undefined)
    return (
      <button type="button" {...common} onClick={() => onRowClick?.(row)}>
        {content}
      </button>
    );
  return (
    // A list may hold hundreds of rows: their pages are fetched when they are opened.
    <Link href={rowHref(row)} prefetch={false} {...common}>
      {content}
    </Link>
  );
}

function BodyRow<Row>({ row, height, table }: { row: Row; height: number; table: TableProps<Row> }) {
  const { columns, rowId, selected, onSelectedChange } = table;
  const opens = table.rowHref !== undefined || table.onRowClick !== undefined;
  const named = columns.findIndex((column) => column.opens === true);
  const opener = opens ? Math.max(0, named) : null;
  const id = rowId(row);
  const chosen = selected?.has(id) ?? false;
  const toggle = (on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    onSelectedChange?.(next);
  };
  return (
    <tr
      aria-selected={selected ? chosen : undefined}
      className={cn(
        '[&:last-child>td]:border-b-0 [&>td]:border-b [&>td]:border-border-soft',
        chosen ? '[&>td]:bg-selected' : 'hover:[&>td]:bg-hover',
        opens ? openingRow : '',
        table.rowClassName?.(row),
      )}
    >
      {selected && onSelectedChange ? (
        <td className="pl-4">
          <Checkbox aria-label={table.rowName?.(row) ?? id} checked={chosen} onCheckedChange={toggle} />
        </td>
      ) : null}
      {columns.map((column, place) => (
        <td
          key={column.id}
          style={{ height }}
          className={cn(
            'px-3 first:pl-4 last:pr-4',
            column.align === 'right' ? 'text-right tabular-nums' : 'text-left',
            column.wrap ? 'min-w-[160px]' : 'whitespace-nowrap',
            column.stays ? stayingCell : '',
            hidingClass(column.wideOnly),
          )}
        >
          {place === opener ? <RowOpener row={row} table={table} content={column.cell(row)} /> : column.cell(row)}
          {column.beside?.(row)}
        </td>
      ))}
    </tr>
  );
}
