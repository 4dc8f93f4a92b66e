'use client';

import type { ColumnChange } from '@millrace/pipeline-core/preview';
import { cn } from '../../lib/cn';
import { Skeleton } from '../../ui/Skeleton';
import type { OutputView } from '../store/run-overlay-slice';
import { useTableRows } from '../sync/use-table-rows';

/** The first rows of a stored table. */
export function PeekRows({ output }: { output: OutputView }) {
  const query = useTableRows(output.hash, 5);
  if (query.isPending) return <Skeleton className="mx-3 mb-2 h-24" label="Reading rows" />;
  if (query.data === undefined)
    return <p className="px-3 pb-2 text-12 text-muted">The rows cannot be read just now.</p>;
  const columns = query.data.columns
    .map(({ name }, place) => ({ name, place }))
    .filter(({ name }) => !name.startsWith('__'));
  return <PeekTable columns={columns} rows={query.data.rows} />;
}

/** A column of a glance, with the place of its cells in a row. */
type PeekColumn = { name: string; place: number; change?: ColumnChange | undefined };

/** Columns that a glance draws; the results panel has the others. */
const mostColumns = 60;

/** Five rows at a glance: the columns that fit, the others by scrolling sideways, also by the arrow keys. */
export function PeekTable(props: { columns: readonly PeekColumn[]; rows: readonly (readonly unknown[])[] }) {
  const rows = props.rows.slice(0, 5);
  const columns = props.columns.slice(0, mostColumns);
  const numeric = new Set(columns.filter(({ place }) => rows.some((row) => typeof row[place] === 'number')));
  const cell = (column: PeekColumn) =>
    cn(
      'max-w-48 truncate px-1.5 first:pl-3 last:pr-3',
      numeric.has(column) ? 'text-right' : 'text-left',
      column.change === undefined ? '' : 'bg-selected',
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by key to be scrolled by key
    <section aria-label="First rows" tabIndex={0} className="thin-scroll overflow-x-auto">
      <table className="w-max min-w-full border-collapse text-12 tabular-nums">
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                title={column.name}
                className={cn('h-[22px] border-b border-border font-medium text-muted', cell(column))}
              >
                {column.name}
                {column.change === undefined ? null : (
                  <span className="pl-1.5 font-normal text-accent">{column.change}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer have no other identity
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.name} className={cn('h-5', cell(column))}>
                  {row[column.place] === null ? <em className="text-muted">null</em> : shown(row[column.place])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
