'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatShape } from '../../lib/format-number';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

/** The first rows of a stored table; of one that is split the first train rows, so that a glance is no look at the test. */
export function TablePreview(props: { table: string; title: string; limit?: number }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.artifacts.table.queryOptions(
      { project: slug, table: props.table, limit: props.limit ?? 5, part: 'train' },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  return (
    <section aria-label={`Rows of ${props.title}`} className="grid gap-1">
      <QueryView query={query} skeletonClass="h-24">
        {({ columns, rows, total, parts }) => {
          const shown = columns.map((column, place) => ({ ...column, place })).filter(({ name }) => name !== '__row');
          return (
            <>
              <p className="text-12 text-muted">
                <span className="font-medium text-text">{props.title}</span> {formatShape(total, shown.length)}
                {parts === undefined ? '' : ', train rows only'}
              </p>
              <div className="thin-scroll overflow-x-auto rounded-control border border-border">
                <table className="w-max min-w-full text-12 tabular-nums">
                  <thead>
                    <tr>
                      {shown.map(({ name }) => (
                        <th
                          key={name}
                          scope="col"
                          className="border-b border-border px-2 py-1 text-left font-medium text-muted"
                        >
                          {name}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((cells, row) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: rows of an immutable table have no other identity
                      <tr key={row}>
                        {shown.map(({ name, place }) => (
                          <td key={name} className="max-w-48 truncate px-2 py-0.5 whitespace-nowrap">
                            {cells[place] === null ? <em className="text-muted">null</em> : String(cells[place])}
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
