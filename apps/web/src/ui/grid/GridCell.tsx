// biome-ignore-all lint/a11y/useSemanticElements: a grid that draws only what is in view cannot be a <table>; roles and indices say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: focus stays on the grid, which names the cell by aria-activedescendant
import { cn } from '../../lib/cn';
import type { CellValue } from '../../lib/delimited-text';
import { formatNumber } from '../../lib/format-number';
import type { GridColumn } from './grid-types';

function textOf(value: Exclude<CellValue, null>, column: GridColumn): string {
  if (column.format) return column.format(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : formatNumber(value, 6);
  return String(value);
}

export type GridCellProps = {
  id: string;
  column: GridColumn;
  columnIndex: number;
  left: number;
  width: number;
  /** undefined while the window is on its way. */
  value: CellValue | undefined;
  focused: boolean;
  selected: boolean;
  onPointerDown: (extend: boolean) => void;
  /** The right button: the menu that opens is about this cell. */
  onMenu: () => void;
};

/** One value: numbers to the right, null dim and italic, an empty string shown as such. */
export function GridCell(props: GridCellProps) {
  const { id, column, columnIndex, left, width, value, focused, selected, onPointerDown, onMenu } = props;
  const numeric = column.kind === 'number';
  const tint = selected
    ? 'bg-selected'
    : column.tone === 'danger'
      ? 'bg-danger-tint'
      : column.tone === 'selected'
        ? 'bg-selected'
        : 'group-hover/row:bg-hover';
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={columnIndex + 2}
      aria-selected={selected || undefined}
      style={{ left, width }}
      onPointerDown={(event) => event.button === 0 && onPointerDown(event.shiftKey)}
      onContextMenu={onMenu}
      className={cn(
        'absolute top-0 h-7 truncate border-r border-b border-border-soft px-2.5 leading-7 tabular-nums',
        numeric ? 'text-right' : '',
        tint,
        focused ? 'shadow-[inset_0_0_0_2px_var(--accent)]' : '',
      )}
    >
      {value === undefined ? (
        <span className="mt-2 block h-3 w-3/5 animate-pulse-soft rounded-xs bg-surface-2" />
      ) : value === null ? (
        <span className={cn('italic opacity-80', column.tone === 'danger' ? 'text-danger' : 'text-muted')}>null</span>
      ) : value === '' ? (
        <span className="text-faint">""</span>
      ) : (
        textOf(value, column)
      )}
    </div>
  );
}
