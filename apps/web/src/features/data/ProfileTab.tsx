'use client';

import { type ColumnProfile, mostSplitColumns, type TableProfile } from '@millrace/pipeline-core/profile';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Combobox } from '../../ui/Combobox';
import { EmptyState } from '../../ui/EmptyState';
import { SearchField } from '../../ui/SearchField';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { ColumnCard } from './ColumnCard';
import { columnsAtOnce, inBlocks } from './columns-at-once';
import { classFill } from './ProfileBars';
import { useInAddress } from './use-in-address';

/**
 * A card for each column, or for those whose name holds what is typed; with a target chosen, every bar is split by it. Of a
 * wide table the cards on the page are split, block by block: so every column can be, and none costs those nobody sees.
 */
export function ProfileTab({ table, profile }: { table: string; profile: TableProfile }) {
  const [named, setTarget] = useInAddress('split');
  const [find, setFind] = useInAddress('find');
  const [pages, setPages] = useState(1);
  const target = profile.columns.some(({ name }) => name === named) ? named : '';
  const many = profile.columns.length > columnsAtOnce;
  const wanted = useDeferredValue(many ? find.trim().toLowerCase() : '');
  const fitting = profile.columns.filter(({ name }) => name.toLowerCase().includes(wanted));
  const blocks = inBlocks(fitting);
  const shown = blocks.slice(0, pages);
  const rest = blocks.slice(pages).flat().length;
  const wide = profile.columns.length > mostSplitColumns;
  const split = target === '' ? null : { table, target, wide };
  const options = [
    { value: '', label: 'Nothing' },
    ...profile.columns.map(({ name, type }) => ({ value: name, label: name, detail: type })),
  ];
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        {many ? <SearchField label="Find columns" value={find} onValueChange={setFind} className="w-56" /> : null}
        <span className="text-muted">Split by</span>
        <div className="w-56">
          <Combobox label="Split by" value={target} onValueChange={setTarget} options={options} placeholder="Nothing" />
        </div>
        {split === null || shown[0] === undefined ? null : <Legend split={split} columns={shown[0]} />}
      </div>
      {fitting.length === 0 ? (
        <EmptyState title="No column has this in its name" detail="Type less of the name, or clear the field." />
      ) : null}
      {shown.map((columns) =>
        split === null ? (
          <Cards key={columns[0]?.name} columns={columns} />
        ) : (
          <SplitCards key={columns[0]?.name} split={split} columns={columns} />
        ),
      )}
      {rest === 0 ? null : (
        <div className="flex items-center gap-3">
          <Button onClick={() => setPages(pages + 1)}>{`Show ${Math.min(rest, columnsAtOnce)} more columns`}</Button>
          <span className="text-12 text-muted">{`${(fitting.length - rest).toLocaleString('en')} of ${fitting.length.toLocaleString('en')} columns are shown.`}</span>
        </div>
      )}
    </div>
  );
}

type Split = { table: string; target: string; wide: boolean };

/** The columns against the target: those of a narrow table all at once, so that every block has the same answer. */
function useSplit({ table, target, wide }: Split, columns: readonly ColumnProfile[]) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const chosen = wide ? { columns: columns.map(({ name }) => name) } : {};
  return useQuery(
    trpc.artifacts.profile.queryOptions(
      { project: slug, table, target, ...chosen },
      { staleTime: Number.POSITIVE_INFINITY, trpc: { abortOnUnmount: true } },
    ),
  );
}

function SplitCards({ split, columns }: { split: Split; columns: readonly ColumnProfile[] }) {
  const query = useSplit(split, columns);
  const names = new Set(columns.map(({ name }) => name));
  return (
    <QueryView query={query}>
      {(profile) => <Cards columns={profile.columns.filter(({ name }) => names.has(name))} />}
    </QueryView>
  );
}

function Cards({ columns }: { columns: readonly ColumnProfile[] }) {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] items-start gap-3">
      {columns.map((column) => (
        <ColumnCard key={column.name} column={column} />
      ))}
    </div>
  );
}

function Legend({ split, columns }: { split: Split; columns: readonly ColumnProfile[] }) {
  const { data } = useSplit(split, columns);
  if (data === undefined) return null;
  const bars = data.columns.find(({ byTarget }) => byTarget !== undefined)?.byTarget;
  if (bars === undefined) return <span className="text-muted">This column has too many values to split by.</span>;
  if (bars.kind === 'mean') return <span className="text-muted">{`line: mean of ${data.target}`}</span>;
  return (
    <span className="flex flex-wrap gap-3 text-12">
      {bars.classes.map((name, at) => (
        <span key={name} className="flex items-center gap-1">
          <i className="size-3 rounded-xs" style={{ background: classFill(at), opacity: 'var(--bar)' }} />
          {name}
        </span>
      ))}
    </span>
  );
}
