import { cn } from '../lib/cn';
import { formatNumber, formatPercent } from '../lib/format-number';

export type ConfusionMatrixProps = {
  /** Names of the classes, in the order of rows and columns. */
  classes: readonly string[];
  /** counts[actual][predicted]. */
  counts: readonly (readonly number[])[];
  /** Words under a count, for two classes: "found", "missed", "false alarms", "left alone". */
  captions?: readonly (readonly string[])[];
  /** Heads of the columns, where they read better than the class names: "flagged", "not flagged". */
  predictedLabels?: readonly string[];
  onCellClick?: (actual: number, predicted: number) => void;
  className?: string;
};

/** Counts of actual class (rows) against predicted class (columns), shaded by the share of the row. */
export function ConfusionMatrix(props: ConfusionMatrixProps) {
  const { classes, counts, captions, predictedLabels = classes, onCellClick, className } = props;
  const large = classes.length <= 3;
  return (
    <table className={cn('w-full table-fixed border-separate border-spacing-1 text-12', className)}>
      <caption className="sr-only">Actual classes in rows, predicted classes in columns</caption>
      <thead>
        <tr>
          <td className="w-[64px]" />
          {predictedLabels.map((label) => (
            <th key={label} scope="col" className="truncate font-normal text-muted">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {classes.map((actual, row) => {
          const line = counts[row] ?? [];
          const total = line.reduce((sum, count) => sum + count, 0);
          return (
            <tr key={actual}>
              <th scope="row" className="truncate text-left font-medium">
                {actual}
                <span className="block font-normal text-muted tabular-nums">{formatNumber(total)}</span>
              </th>
              {classes.map((predicted, column) => (
                <Cell
                  key={predicted}
                  count={line[column] ?? 0}
                  share={total === 0 ? 0 : (line[column] ?? 0) / total}
                  caption={captions?.[row]?.[column]}
                  large={large}
                  onClick={onCellClick ? () => onCellClick(row, column) : undefined}
                  name={`actual ${actual}, predicted ${predicted}`}
                />
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type CellProps = {
  count: number;
  share: number;
  caption: string | undefined;
  large: boolean;
  name: string;
  onClick: (() => void) | undefined;
};

function Cell({ count, share, caption, large, name, onClick }: CellProps) {
  const strength = Math.round(8 + share * 54);
  const text = (
    <>
      <b className={cn('block tabular-nums', large ? 'text-16' : 'text-13')}>{formatNumber(count)}</b>
      {large ? (
        <span className="block truncate">
          {caption ? `${caption}, ` : ''}
          {formatPercent(share, 0)}
        </span>
      ) : null}
    </>
  );
  return (
    <td
      style={{ background: `color-mix(in srgb, var(--q4) ${strength}%, var(--surface))` }}
      className={cn('rounded-sm', onClick ? 'p-0' : 'px-2.5 py-[5px]')}
    >
      {onClick ? (
        <button
          type="button"
          aria-label={`${formatNumber(count)} rows: ${name}`}
          onClick={onClick}
          className="block w-full rounded-sm px-2.5 py-[5px] text-left"
        >
          {text}
        </button>
      ) : (
        text
      )}
    </td>
  );
}
