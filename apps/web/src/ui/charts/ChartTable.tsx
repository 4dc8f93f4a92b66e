import { formatNumber } from '../../lib/format-number';
import type { ChartTableData } from './chart-types';

const shownRows = 1000;

/** The figures of a chart, the first 1,000 of them; the CSV has all. */
export function ChartTable({ label, table, height }: { label: string; table: ChartTableData; height: number }) {
  const rows = table.rows.slice(0, shownRows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div tabIndex={0} style={{ height }} className="thin-scroll overflow-auto rounded-sm border border-border-soft">
      <table aria-label={label} className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                className={`sticky top-0 h-7 border-b border-border bg-surface px-3 text-12 font-medium text-muted ${column.numeric ? 'text-right' : 'text-left'}`}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a chart have no other name than their place
            <tr key={index}>
              {row.map((cell, column) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells go by column
                  key={column}
                  className={`h-7 border-b border-border-soft px-3 whitespace-nowrap ${table.columns[column]?.numeric ? 'text-right' : ''}`}
                >
                  {typeof cell === 'number' ? formatNumber(cell, 4) : (cell ?? <i className="text-muted">null</i>)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > shownRows ? (
        <p className="px-3 py-2 text-12 text-muted">
          The first {formatNumber(shownRows)} of {formatNumber(table.rows.length)} rows; the CSV has all.
        </p>
      ) : null}
    </div>
  );
}
