// biome-ignore-all lint/a11y/useSemanticElements: a grid that draws only what is in view cannot be a <table>; roles and indices say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: focus stays on the grid, which names the cell by aria-activedescendant
import { cn } from '../../lib/cn';
import { ColumnKindIcon } from './ColumnKindIcon';
import { headerRow } from './grid-keys';
import type { GridColumn, GridPoint } from './grid-types';

export type GridHeaderProps = {
  gridId: string;
  columns: readonly GridColumn[];
  /** Columns in view with their place, px from the first column. */
  items: readonly { index: number; start: number; size: number }[];
  width: number;
  /** Width of the pinned column of row numbers, px. */
  pinned: number;
  height: number;
  focus: GridPoint | null;
  onColumnClick?: ((columnId: string) => void) | undefined;
};

/** Names of the columns in view, with their summaries; stays at the top while rows scroll. */
export function GridHeader(props: GridHeaderProps) {
  const { gridId, columns, items, width, pinned, height, focus, onColumnClick } = props;
  return (
    <div role="row" aria-rowindex={1} style={{ width, height }} className="sticky top-0 z-20 bg-surface">
      <div
        role="columnheader"
        aria-colindex={1}
        aria-label="Row number"
        style={{ width: pinned, height }}
        className="sticky left-0 z-10 inline-block border-r border-b border-border-soft border-b-border bg-surface pt-2 pr-2.5 text-right text-12 text-muted"
      >
        #
      </div>
      {items.map((item) => {
        const column = columns[item.index];
        return column ? (
          <HeaderCell
            key={column.id}
            id={`${gridId}-${headerRow}-${item.index}`}
            column={column}
            item={item}
            height={height}
            focused={focus?.row === headerRow && focus.column === item.index}
            onColumnClick={onColumnClick}
          />
        ) : null;
      })}
    </div>
  );
}

function HeaderCell(props: {
  id: string;
  focused: boolean;
  column: GridColumn;
  item: { index: number; start: number; size: number };
  height: number;
  onColumnClick: ((columnId: string) => void) | undefined;
}) {
  const { id, column, item, height, focused, onColumnClick } = props;
  const name = (
    <>
      <ColumnKindIcon kind={column.kind} />
      <span className="truncate">{column.label}</span>
    </>
  );
  return (
    <div
      id={id}
      role="columnheader"
      aria-colindex={item.index + 2}
      title={column.summaryHint === undefined ? column.label : `${column.label}: ${column.summaryHint}`}
      style={{ left: item.start, width: item.size, height }}
      className={cn(
        'absolute top-0 flex flex-col border-r border-b border-border-soft border-b-border px-2 pt-2 pb-1.5',
        focused ? 'shadow-[inset_0_0_0_2px_var(--accent)]' : '',
        column.tone === 'danger' ? 'bg-danger-tint' : '',
        column.tone === 'selected' ? 'bg-selected shadow-[inset_0_-2px_0_var(--accent)]' : '',
      )}
    >
      <div className="flex items-center gap-1.5 text-12 font-semibold">
        {onColumnClick ? (
          <button
            type="button"
            tabIndex={-1}
            onClick={() => onColumnClick(column.id)}
            className="flex min-w-0 items-center gap-1.5 hover:underline hover:underline-offset-2"
          >
            {name}
          </button>
        ) : (
          name
        )}
        {column.aside ? (
          <span className="ml-auto flex-none font-normal text-muted tabular-nums">{column.aside}</span>
        ) : null}
      </div>
      {column.summary}
    </div>
  );
}
