// biome-ignore-all lint/a11y/useSemanticElements: a grid that draws only what is in view cannot be a <table>; roles and indices say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: focus stays on the grid, which names the cell by aria-activedescendant
import type { CellValue } from '../../lib/delimited-text';
import { GridCell } from './GridCell';
import { type GridRange, inRange } from './grid-keys';
import type { GridColumn, GridPoint } from './grid-types';
import { gridRowHeight } from './row-window';

export type GridRowProps = {
  gridId: string;
  row: number;
  top: number;
  width: number;
  /** Width of the pinned column of row numbers, px. */
  pinned: number;
  columns: readonly GridColumn[];
  items: readonly { index: number; start: number; size: number }[];
  /** undefined while the window is on its way. */
  values: readonly CellValue[] | undefined;
  focus: GridPoint | null;
  /** A selection of more than the focused cell. */
  range: GridRange | null;
  onCellDown: (point: GridPoint, extend: boolean) => void;
};

/** One row: its pinned number and the cells of the columns in view. */
export function GridRow(props: GridRowProps) {
  const { gridId, row, top, width, pinned, columns, items, values, focus, range, onCellDown } = props;
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      style={{ top, width, height: gridRowHeight }}
      className="group/row absolute left-0"
    >
      <div
        role="rowheader"
        aria-colindex={1}
        style={{ width: pinned }}
        className="sticky left-0 z-10 h-7 border-r border-b border-border-soft bg-surface pr-2.5 text-right leading-7 text-muted tabular-nums"
      >
        {row + 1}
      </div>
      {items.map((item) => {
        const column = columns[item.index];
        if (!column) return null;
        const point = { row, column: item.index };
        return (
          <GridCell
            key={column.id}
            id={`${gridId}-${row}-${item.index}`}
            column={column}
            columnIndex={item.index}
            left={item.start}
            width={item.size}
            value={values?.[item.index]}
            focused={focus?.row === row && focus.column === item.index}
            selected={range !== null && inRange(range, point)}
            onPointerDown={(extend) => onCellDown(point, extend)}
            onMenu={() => (range !== null && inRange(range, point) ? undefined : onCellDown(point, false))}
          />
        );
      })}
    </div>
  );
}
