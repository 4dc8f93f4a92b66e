'use client';

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
  return <PeekTable columns={query.data.columns} rows={query.data.rows} />;
}

/** Five rows and six columns at a glance. */
export function PeekTable(props: { columns: readonly { name: string }[]; rows: readonly (readonly unknown[])[] }) {
  const rows = props.rows.slice(0, 5);
  const columns = props.columns
    .map(({ name }, place) => ({ name, place }))
    .filter(({ name }) => !name.startsWith('__'))
    .slice(0, 6);
  const numeric = new Set(columns.filter(({ place }) => rows.some((row) => typeof row[place] === 'number')));
  const side = (column: (typeof columns)[number]) => (numeric.has(column) ? 'text-right' : 'text-left');
  return (
    <table className="w-full table-fixed border-collapse text-12 tabular-nums">
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.name}
              scope="col"
              className={cn(
                'h-[22px] truncate border-b border-border px-1.5 font-medium text-muted first:pl-3 last:pr-3',
                side(column),
              )}
            >
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer have no other identity
          <tr key={index}>
            {columns.map((column) => (
              <td key={column.name} className={cn('h-5 truncate px-1.5 first:pl-3 last:pr-3', side(column))}>
                {row[column.place] === null ? <em className="text-muted">null</em> : shown(row[column.place])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
