import type { GridColumn, GridPoint } from './grid-types';

type Limits = {
  rowCount: number;
  columnCount: number;
  pageRows: number;
  /** Column names can be pressed, so the focus may go up to them. */
  header?: boolean;
};

/** The row of the column names, above the first. */
export const headerRow = -1;

/** Whether a key leads from the name of a column into its summary, which has something to set. */
export function entersSummary(focus: GridPoint | null, key: string, columns: readonly GridColumn[]): boolean {
  return key === 'ArrowUp' && focus?.row === headerRow && columns[focus.column]?.summaryHint !== undefined;
}

/** Where the focused cell goes for a key, or undefined when the key is not one of the grid's. */
export function moveCell(
  from: GridPoint,
  press: { key: string; ctrl: boolean },
  { rowCount, columnCount, pageRows, header = false }: Limits,
): GridPoint | undefined {
  const lastRow = rowCount - 1;
  const lastColumn = columnCount - 1;
  const to = (row: number, column: number): GridPoint => ({
    row: Math.min(Math.max(row, header ? headerRow : 0), lastRow),
    column: Math.min(Math.max(column, 0), lastColumn),
  });
  switch (press.key) {
    case 'ArrowUp':
      return to(press.ctrl ? 0 : from.row - 1, from.column);
    case 'ArrowDown':
      return to(press.ctrl ? lastRow : from.row + 1, from.column);
    case 'ArrowLeft':
      return to(from.row, press.ctrl ? 0 : from.column - 1);
    case 'ArrowRight':
      return to(from.row, press.ctrl ? lastColumn : from.column + 1);
    case 'PageUp':
      return to(Math.max(from.row - pageRows, Math.min(from.row, 0)), from.column);
    case 'PageDown':
      return to(from.row + pageRows, from.column);
    case 'Home':
      return to(press.ctrl ? 0 : from.row, 0);
    case 'End':
      return to(press.ctrl ? lastRow : from.row, lastColumn);
    default:
      return undefined;
  }
}

export type GridRange = { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number };

/** The rectangle between two corners, both inclusive. */
export function rangeBetween(a: GridPoint, b: GridPoint): GridRange {
  return {
    firstRow: Math.min(a.row, b.row),
    lastRow: Math.max(a.row, b.row),
    firstColumn: Math.min(a.column, b.column),
    lastColumn: Math.max(a.column, b.column),
  };
}

/** Whether the cell lies in the rectangle. */
export function inRange(range: GridRange, { row, column }: GridPoint): boolean {
  return row >= range.firstRow && row <= range.lastRow && column >= range.firstColumn && column <= range.lastColumn;
}
