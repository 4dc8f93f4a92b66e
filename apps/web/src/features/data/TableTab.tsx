'use client';

import type { TableProfile } from '@millrace/pipeline-core/profile';
import { useCallback, useMemo } from 'react';
import { useTRPCClient } from '../../client/trpc';
import { DataGrid } from '../../ui/grid/DataGrid';
import { useProject } from '../frame/project-context';
import { profiledColumn } from './grid-columns';
import { toCell } from './to-cell';

/** Every row of a stored table; windows come from the server as one scrolls. */
export function TableTab(props: {
  table: string;
  rows: number;
  profile: TableProfile;
  onColumnClick: (column: string) => void;
}) {
  const { table, rows, profile } = props;
  const { slug } = useProject();
  const client = useTRPCClient();
  const columns = useMemo(() => profile.columns.map(profiledColumn), [profile]);
  const names = useMemo(() => profile.columns.map(({ name }) => name), [profile]);
  const loadWindow = useCallback(
    async (offset: number, limit: number, signal: AbortSignal) => {
      const window = await client.artifacts.table.query({ project: slug, table, offset, limit }, { signal });
      const places = names.map((name) => window.columns.findIndex((column) => column.name === name));
      return { rows: window.rows.map((cells) => places.map((place) => toCell(cells[place]))) };
    },
    [client, slug, table, names],
  );
  return (
    <DataGrid
      label="Rows"
      columns={columns}
      rowCount={rows}
      loadWindow={loadWindow}
      dataKey={table}
      headerHeight={88}
      note={`all ${rows.toLocaleString('en')} rows`}
      onColumnClick={props.onColumnClick}
      className="min-h-0 flex-1"
    />
  );
}
