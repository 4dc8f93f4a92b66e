'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';
import { defaultWidth, type GridColumn, rowNumberWidth } from './grid-types';

/** The columns in view beside the pinned row numbers, and the width all of them take. */
export function useGridColumns(o: {
  columns: readonly GridColumn[];
  rowCount: number;
  element: RefObject<HTMLDivElement | null>;
}) {
  const pinned = rowNumberWidth(o.rowCount);
  const across = useVirtualizer({
    horizontal: true,
    count: o.columns.length,
    getScrollElement: () => o.element.current,
    estimateSize: (index) => o.columns[index]?.width ?? defaultWidth(o.columns[index]?.kind ?? 'other'),
    overscan: 3,
    paddingStart: pinned,
    scrollPaddingStart: pinned,
  });
  return {
    pinned,
    items: across.getVirtualItems(),
    width: across.getTotalSize(),
    show: (column: number) => across.scrollToIndex(column, { align: 'auto' }),
  };
}
