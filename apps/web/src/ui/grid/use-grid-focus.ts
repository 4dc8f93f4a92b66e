'use client';

import { type KeyboardEvent, useMemo, useState } from 'react';
import { headerRow, moveCell, rangeBetween } from './grid-keys';
import type { GridColumn, GridPoint } from './grid-types';
import { gridRowHeight, offsetShowing } from './row-window';

type Options = {
  columns: readonly GridColumn[];
  rowCount: number;
  /** Where an arrow starts while no cell has the focus. */
  firstRow: number;
  scroll: { top: number; viewport: number; moveTo: (offset: number) => void };
  showColumn: (column: number) => void;
  onFocusChange: ((point: GridPoint) => void) | undefined;
  onColumnClick: ((columnId: string) => void) | undefined;
};

/** The cell with the focus and the rectangle that Shift spans from it, moved by keys and pointer and kept in view. */
export function useGridFocus(options: Options) {
  const { columns, rowCount, scroll, onColumnClick } = options;
  const [focus, setFocus] = useState<GridPoint | null>(null);
  const [anchor, setAnchor] = useState<GridPoint | null>(null);
  const onHeader = focus?.row === headerRow;
  const range = useMemo(() => {
    return focus && focus.row !== headerRow ? rangeBetween(anchor ?? focus, focus) : null;
  }, [anchor, focus]);

  const move = (point: GridPoint, extend: boolean) => {
    options.showColumn(point.column);
    setAnchor(extend && point.row !== headerRow && !onHeader ? (anchor ?? focus ?? point) : null);
    setFocus(point);
    if (point.row === headerRow) return;
    scroll.moveTo(offsetShowing({ row: point.row, top: scroll.top, viewport: scroll.viewport }));
    options.onFocusChange?.(point);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (onHeader && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      const column = columns[focus.column];
      if (column) onColumnClick?.(column.id);
      return;
    }
    const limits = {
      rowCount,
      columnCount: columns.length,
      pageRows: Math.floor(scroll.viewport / gridRowHeight),
      header: onColumnClick !== undefined || columns.some(({ summaryHint }) => summaryHint !== undefined),
    };
    const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey };
    const next = moveCell(focus ?? { row: options.firstRow, column: 0 }, press, limits);
    if (!next || rowCount === 0) return;
    event.preventDefault();
    move(next, event.shiftKey);
  };
  const onFocus = () => {
    if (!focus && rowCount > 0) setFocus({ row: Math.floor(scroll.top / gridRowHeight), column: 0 });
  };
  return { focus, range, spans: anchor !== null, move, onKeyDown, onFocus };
}
