'use client';

import { useState } from 'react';
import { type CellValue, toTsv } from '../../lib/delimited-text';
import { formatCount, formatNumber } from '../../lib/format-number';
import { useCopy } from '../../lib/use-copy';
import type { GridRange } from './grid-keys';
import type { GridColumn, LoadWindow } from './grid-types';
import { windowSize } from './use-row-windows';

/** Rows that go to the clipboard at most. */
const copyLimit = 20_000;

type Options = {
  columns: readonly GridColumn[];
  loadWindow: LoadWindow;
  rowAt: (row: number) => readonly CellValue[] | undefined;
};

/** Copies a rectangle as TSV, fetching the rows that are not at hand, and says what was copied. */
export function useGridCopy({ columns, loadWindow, rowAt }: Options) {
  const { copy, state } = useCopy();
  const [message, setMessage] = useState('');

  const readRows = async (first: number, last: number) => {
    const rows: (readonly CellValue[])[] = [];
    while (first + rows.length <= last) {
      const row = first + rows.length;
      const known = rowAt(row);
      if (known) {
        rows.push(known);
        continue;
      }
      const fetched = await loadWindow(row, Math.min(windowSize, last - row + 1), new AbortController().signal);
      if (fetched.rows.length === 0) break;
      rows.push(...fetched.rows);
    }
    return rows;
  };

  const copyRange = async (range: GridRange, withHeaders: boolean) => {
    const last = Math.min(range.lastRow, range.firstRow + copyLimit - 1);
    const wanted = range.lastRow - range.firstRow + 1;
    const part = <T>(list: readonly T[]) => list.slice(range.firstColumn, range.lastColumn + 1);
    try {
      const rows = (await readRows(range.firstRow, last)).map(part);
      const names = part(columns).map((column) => column.label);
      copy(toTsv(withHeaders ? [names, ...rows] : rows));
      const limited = rows.length < wanted ? `, the first of ${formatNumber(wanted)}` : '';
      setMessage(`Copied ${formatCount(rows.length, 'row')}${limited}`);
    } catch (error) {
      setMessage(`Nothing copied: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  return { copyRange, message: state === 'failed' ? 'The browser refused the clipboard' : message };
}
