'use client';

import type { ColumnFilter, TableProfile } from '@millrace/pipeline-core/profile';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPC, useTRPCClient } from '../../client/trpc';
import { DataGrid } from '../../ui/grid/DataGrid';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import { withRange } from './bar-range';
import { FollowFromTable } from './FollowFromTable';
import { type OnRange, profiledColumn } from './grid-columns';
import { RowFilterBar, type RowOrder } from './RowFilterBar';
import { toCell } from './to-cell';

/** Every row of a stored table; windows come from the server as one scrolls, filtered and sorted there. */
export function TableTab(props: {
  table: string;
  rows: number;
  profile: TableProfile;
  onColumnClick: (column: string) => void;
}) {
  const { table, rows, profile } = props;
  const { slug } = useProject();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const [filters, setFilters] = useState<ColumnFilter[]>([]);
  const [order, setOrder] = useState<RowOrder>({ sort: '', descending: false });
  const [followed, setFollowed] = useState<number | null>(null);
  const columns = useMemo(() => {
    const onRange: OnRange = (column, range) => setFilters((before) => withRange(before, { column, range }));
    return profile.columns.map((column) => profiledColumn(column, onRange));
  }, [profile]);
  const names = useMemo(() => profile.columns.map(({ name }) => name), [profile]);
  const asked = useMemo(
    () => ({ filters, ...(order.sort === '' ? {} : { sort: order.sort, descending: order.descending }) }),
    [filters, order],
  );
  const counted = useQuery(
    trpc.artifacts.table.queryOptions(
      { project: slug, table, limit: 1, filters },
      { enabled: filters.length > 0, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const total = filters.length === 0 ? rows : (counted.data?.total ?? 0);
  const loadWindow = useCallback(
    async (offset: number, limit: number, signal: AbortSignal) => {
      const window = await client.artifacts.table.query({ project: slug, table, offset, limit, ...asked }, { signal });
      const places = names.map((name) => window.columns.findIndex((column) => column.name === name));
      const cells = window.rows.map((row) => places.map((place) => toCell(row[place])));
      return { rows: cells, rowNumbers: window.rowNumbers };
    },
    [client, slug, table, names, asked],
  );
  const all = rows.toLocaleString('en');
  return (
    <>
      <RowFilterBar
        columns={profile.columns}
        filters={filters}
        order={order}
        onFilters={setFilters}
        onOrder={setOrder}
        note={
          filters.length === 0
            ? `${all} rows`
            : counted.isPending
              ? 'counting'
              : `${total.toLocaleString('en')} of ${all} rows`
        }
      />
      {counted.isError ? (
        <Notice tone="danger" title={reportOf(counted.error).message}>
          {reportOf(counted.error).next}
        </Notice>
      ) : null}
      <div className="flex min-h-0 flex-1 gap-3">
        <DataGrid
          label="Rows"
          columns={columns}
          rowCount={total}
          loadWindow={loadWindow}
          dataKey={`${table} ${JSON.stringify(asked)}`}
          headerHeight={88}
          note={filters.length === 0 ? `all ${all} rows` : 'rows that match, of all rows'}
          onColumnClick={props.onColumnClick}
          rowAction={{ label: 'Follow this row', run: setFollowed }}
          className="min-h-0 min-w-0 flex-1"
        />
        {followed === null ? null : (
          <FollowFromTable key={followed} table={table} row={followed} onClose={() => setFollowed(null)} />
        )}
      </div>
    </>
  );
}
