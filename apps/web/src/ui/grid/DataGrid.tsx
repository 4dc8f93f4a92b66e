// biome-ignore-all lint/a11y/useSemanticElements: a grid that draws only what is in view cannot be a <table>; roles and indices say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: focus stays on the grid, which names the cell by aria-activedescendant
'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { cn } from '../../lib/cn';
import { GridFooter } from './GridFooter';
import { GridHeader } from './GridHeader';
import { GridRow } from './GridRow';
import { headerRow, moveCell, rangeBetween } from './grid-keys';
import { defaultWidth, type GridColumn, type GridPoint, type LoadWindow, rowNumberWidth } from './grid-types';
import { gridRowHeight, offsetShowing, visibleRows } from './row-window';
import { useGridCopy } from './use-grid-copy';
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
  className?: string;
};

/** A table of any size: virtual both ways, rows fetched by window, cell focus by arrows, ranges by Shift, Ctrl+C copies TSV. */
export function DataGrid(props: DataGridProps) {
  const { label, columns, rowCount, loadWindow, dataKey, headerHeight = 32, note, className } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState<GridPoint | null>(null);
  const [anchor, setAnchor] = useState<GridPoint | null>(null);
  const scroll = useRowScroll({ element: scroller, rowCount, header: headerHeight });
  const windows = useRowWindows({ loadWindow, dataKey, rowCount });
  const clipboard = useGridCopy({ columns, loadWindow, rowAt: windows.rowAt });
  const { first, end } = visibleRows({ top: scroll.top, viewport: scroll.viewport, rowCount });
  const { need } = windows;
  useEffect(() => need(first, end), [need, first, end]);

  const pinned = rowNumberWidth(rowCount);
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => columns[index]?.width ?? defaultWidth(columns[index]?.kind ?? 'other'),
    overscan: 3,
    paddingStart: pinned,
    scrollPaddingStart: pinned,
  });
  const items = across.getVirtualItems();
  const width = across.getTotalSize();
  const onHeader = focus?.row === headerRow;
  const range = useMemo(() => {
    return focus && focus.row !== headerRow ? rangeBetween(anchor ?? focus, focus) : null;
  }, [anchor, focus]);

  const moveFocus = (point: GridPoint, extend: boolean) => {
    across.scrollToIndex(point.column, { align: 'auto' });
    setAnchor(extend && point.row !== headerRow && !onHeader ? (anchor ?? focus ?? point) : null);
    setFocus(point);
    if (point.row === headerRow) return;
    scroll.moveTo(offsetShowing({ row: point.row, top: scroll.top, viewport: scroll.viewport }));
    props.onFocusChange?.(point);
  };
  const copyChosen = (withHeaders: boolean) => {
    const inView = { firstRow: first, lastRow: end - 1, firstColumn: 0, lastColumn: columns.length - 1 };
    void clipboard.copyRange(range ?? inView, withHeaders);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === 'c' && focus) {
      event.preventDefault();
      copyChosen(event.shiftKey);
      return;
    }
    if (onHeader && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      const column = columns[focus.column];
      if (column) props.onColumnClick?.(column.id);
      return;
    }
    const limits = {
      rowCount,
      columnCount: columns.length,
      pageRows: Math.floor(scroll.viewport / gridRowHeight),
      header: props.onColumnClick !== undefined,
    };
    const next = moveCell(focus ?? { row: first, column: 0 }, { key: event.key, ctrl }, limits);
    if (!next || rowCount === 0) return;
    event.preventDefault();
    moveFocus(next, event.shiftKey);
  };

  const rows = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
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
        onFocus={() => {
          if (!focus && rowCount > 0) setFocus({ row: Math.floor(scroll.top / gridRowHeight), column: 0 });
        }}
        onScroll={scroll.onScroll}
        className="thin-scroll relative min-h-0 flex-1 overflow-auto outline-none"
      >
        <GridHeader
          gridId={id}
          focus={focus}
          columns={columns}
          items={items}
          width={width}
          pinned={pinned}
          height={headerHeight}
          onColumnClick={props.onColumnClick}
        />
        <div role="presentation" style={{ height: scroll.spacerHeight, width, position: 'relative' }}>
          {rows.map((row) => (
            <GridRow
              key={row}
              gridId={id}
              row={row}
              top={scroll.barTop + row * gridRowHeight - scroll.top}
              width={width}
              pinned={pinned}
              columns={columns}
              items={items}
              values={windows.rowAt(row)}
              focus={focus}
              range={anchor ? range : null}
              onCellDown={moveFocus}
            />
          ))}
        </div>
      </div>
      <GridFooter
        first={Math.min(rowCount, Math.ceil(scroll.top / gridRowHeight) + 1)}
        last={Math.min(rowCount, Math.floor((scroll.top + scroll.viewport) / gridRowHeight))}
        rowCount={rowCount}
        note={note}
        failure={windows.failure}
        copied={clipboard.message || undefined}
        onRetry={windows.retry}
        onCopy={() => copyChosen(true)}
        onGoToRow={(row) => moveFocus({ row, column: focus?.column ?? 0 }, false)}
      />
    </div>
  );
}
