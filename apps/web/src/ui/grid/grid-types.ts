import type { ReactNode } from 'react';
import type { CellValue } from '../../lib/delimited-text';

export type GridColumnKind = 'number' | 'text' | 'boolean' | 'date' | 'category' | 'other';

export type GridColumn = {
  id: string;
  label: string;
  kind: GridColumnKind;
  /** Px; default by kind. */
  width?: number | undefined;
  /** Content of the header cell under the name: histogram, missing bar. Set `headerHeight` of the grid for it. */
  summary?: ReactNode;
  /** The summary has something to set by keyboard, which arrow up from the name of the column leads to. */
  summaryHint?: string | undefined;
  /** Right end of the header: "148 null". */
  aside?: ReactNode;
  tone?: 'danger' | 'selected' | undefined;
  format?: ((value: Exclude<CellValue, null>) => string) | undefined;
};

/** Rows in the order of the columns; fewer rows than asked for means the end. */
export type GridWindow = {
  rows: readonly (readonly CellValue[])[];
  /** What the source calls each row, where it has a name for them that filters and sorting keep. */
  rowNumbers?: readonly number[];
};

/** What can be done with one row: by key F, in its menu, and by a button under the grid. */
export type GridRowAction = { label: string; run: (rowNumber: number) => void };

export type LoadWindow = (offset: number, limit: number, signal: AbortSignal) => Promise<GridWindow>;

export type GridPoint = { row: number; column: number };

/** Room for the largest row number, px. */
export function rowNumberWidth(rowCount: number): number {
  return Math.max(44, String(rowCount).length * 8 + 22);
}

/** Numbers keep the width of their figures, text gets room. */
export function defaultWidth(kind: GridColumnKind): number {
  return { number: 112, text: 160, boolean: 88, date: 128, category: 128, other: 144 }[kind];
}
