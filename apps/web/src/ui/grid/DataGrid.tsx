// biome-ignore-all lint/a11y/useSemanticElements: a grid that draws only what is in view cannot be a <table>; roles and indices say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: focus stays on the grid, which names the cell by aria-activedescendant
'use client';

import { type ReactNode, useEffect, useId, useRef } from 'react';
import { cn } from '../../lib/cn';
import { GridFooter } from './GridFooter';
import { GridHeader } from './GridHeader';
import { type ChosenAction, GridMenu } from './GridMenu';
import { GridRow } from './GridRow';
import { gridKeyDown } from './grid-key-down';
import type { GridColumn, GridPoint, GridRowAction, LoadWindow } from './grid-types';
import { gridRowHeight, visibleRows } from './row-window';
import { useGridColumns } from './use-grid-columns';
import { useGridCopy } from './use-grid-copy';
import { useGridFocus } from './use-grid-focus';
import { useRowScroll } from './use-row-scroll';
import { useRowWindows } from './use-row-windows';

export type DataGridProps = {
  label: string;
  columns: readonly GridColumn[];
  rowCount: number;
  /** Fetches rows [offset, offset + limit); keep it stable (useCallback). */
  loadWindow: LoadWindow;
  /** Changes when the rows mean something else: data set, version, filter, sort. */
  dataKey: string;
  /** 32 for names only, about 108 with summaries. */
  headerHeight?: number;
  note?: ReactNode;
  onColumnClick?: (columnId: string) => void;
  onFocusChange?: (point: GridPoint) => void;
  /** Needs `rowNumbers` in the windows. */
  rowAction?: GridRowAction;
  className?: string;
};

/** A table of any size: virtual both ways, rows fetched by window, cell focus by arrows, ranges by Shift, Ctrl+C copies TSV. */
export function DataGrid(props: DataGridProps) {
  const { label, columns, rowCount, note, className } = props;
  const id = useId();
  const { scroller, scroll, windows, across, cells, copyChosen, copied, rowAction } = useGrid(props);
  const { focus } = cells;
  const onKeyDown = gridKeyDown({ id, columns, focus, scroller, copyChosen, rowAction, move: cells.onKeyDown });
  const shown = { gridId: id, columns, focus, items: across.items, width: across.width, pinned: across.pinned };
  return (
    <div className={cn('ring-outer flex min-h-0 flex-col overflow-hidden rounded-card bg-surface', className)}>
      <div
        ref={scroller}
        role="grid"
        data-ring="outer"
        aria-label={label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        aria-activedescendant={focus ? `${id}-${focus.row}-${focus.column}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={cells.onFocus}
        onScroll={scroll.onScroll}
        className="thin-scroll relative min-h-0 flex-1 overflow-auto outline-none"
      >
        <GridHeader {...shown} height={props.headerHeight ?? defaultHeaderHeight} onColumnClick={props.onColumnClick} />
        <GridMenu action={rowAction} grid={scroller} onCopy={() => copyChosen(false)}>
          <div role="presentation" style={{ height: scroll.spacerHeight, width: across.width, position: 'relative' }}>
            {windows.inView.map((row) => (
              <GridRow
                key={row}
                {...shown}
                row={row}
                top={scroll.barTop + row * gridRowHeight - scroll.top}
                values={windows.rowAt(row)}
                range={cells.spans ? cells.range : null}
                onCellDown={cells.move}
              />
            ))}
          </div>
        </GridMenu>
      </div>
      <GridFooter
        first={Math.min(rowCount, Math.ceil(scroll.top / gridRowHeight) + 1)}
        last={Math.min(rowCount, Math.floor((scroll.top + scroll.viewport) / gridRowHeight))}
        rowCount={rowCount}
        note={note}
        failure={windows.failure}
        copied={copied || undefined}
        onRetry={windows.retry}
        onCopy={() => copyChosen(true)}
        rowAction={rowAction}
        onGoToRow={(row) => cells.move({ row, column: focus?.column ?? 0 }, false)}
      />
    </div>
  );
}

const defaultHeaderHeight = 32;

/** What a grid holds: its place, the rows and columns in view, the chosen cells, and how they are copied. */
function useGrid(props: DataGridProps) {
  const { columns, rowCount, loadWindow, dataKey, headerHeight = defaultHeaderHeight } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useRowScroll({ element: scroller, rowCount, header: headerHeight });
  const windows = useRowWindows({ loadWindow, dataKey, rowCount });
  const { first, end } = visibleRows({ top: scroll.top, viewport: scroll.viewport, rowCount });
  const { need } = windows;
  useEffect(() => need(first, end), [need, first, end]);
  const inView = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
  const across = useGridColumns({ columns, rowCount, element: scroller });
  const { onFocusChange, onColumnClick } = props;
  const showColumn = across.show;
  const cells = useGridFocus({ columns, rowCount, firstRow: first, scroll, showColumn, onFocusChange, onColumnClick });
  const clipboard = useGridCopy({ columns, loadWindow, rowAt: windows.rowAt });
  const copyChosen = (withHeaders: boolean) => {
    const everythingInView = { firstRow: first, lastRow: end - 1, firstColumn: 0, lastColumn: columns.length - 1 };
    void clipboard.copyRange(cells.range ?? everythingInView, withHeaders);
  };
  const number = cells.focus === null ? undefined : windows.numberAt(cells.focus.row);
  const given = props.rowAction;
  const rowAction: ChosenAction | undefined =
    given === undefined
      ? undefined
      : { label: given.label, run: number === undefined ? null : () => given.run(number) };
  const found = { scroller, scroll, windows: { ...windows, inView }, across, cells };
  return { ...found, copyChosen, copied: clipboard.message, rowAction };
}
