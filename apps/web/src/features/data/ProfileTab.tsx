'use client';

import type { TableProfile } from '@millrace/pipeline-core/profile';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Combobox } from '../../ui/Combobox';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { ColumnCard } from './ColumnCard';
import { classFill } from './ProfileBars';

/** A card for each column; with a target chosen, every bar is split by it. */
export function ProfileTab({ table, profile }: { table: string; profile: TableProfile }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [target, setTarget] = useState('');
  const query = useQuery(
    trpc.artifacts.profile.queryOptions(
      { project: slug, table, target },
      { enabled: target !== '', staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const options = [
    { value: '', label: 'Nothing' },
    ...profile.columns.map(({ name, type }) => ({ value: name, label: name, detail: type })),
  ];
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-muted">Split by</span>
        <div className="w-56">
          <Combobox label="Split by" value={target} onValueChange={setTarget} options={options} placeholder="Nothing" />
        </div>
        {query.data === undefined || target === '' ? null : <Legend profile={query.data} />}
      </div>
      {target === '' ? (
        <Cards profile={profile} />
      ) : (
        <QueryView query={query}>{(split) => <Cards profile={split} />}</QueryView>
      )}
    </div>
  );
}

function Cards({ profile }: { profile: TableProfile }) {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] items-start gap-3">
      {profile.columns.map((column) => (
        <ColumnCard key={column.name} column={column} />
      ))}
    </div>
  );
}

function Legend({ profile }: { profile: TableProfile }) {
  const split = profile.columns.find(({ byTarget }) => byTarget !== undefined)?.byTarget;
  if (split === undefined) return <span className="text-muted">This column has too many values to split by.</span>;
  if (split.kind === 'mean') return <span className="text-muted">{`line: mean of ${profile.target}`}</span>;
  return (
    <span className="flex flex-wrap gap-3 text-12">
      {split.classes.map((name, at) => (
        <span key={name} className="flex items-center gap-1">
          <i className="size-3 rounded-xs" style={{ background: classFill(at), opacity: 'var(--bar)' }} />
          {name}
        </span>
      ))}
    </span>
  );
}
