'use client';

import { useMemo } from 'react';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { type CandidateRow, differingParams } from './candidate-row';
import { leaderboardColumns } from './leaderboard-columns';

/** Candidates by rank, the deciding figure first; those that cannot be told apart from the best stand in one bracket. */
export function Leaderboard(props: {
  rows: CandidateRow[];
  selected: ReadonlySet<string>;
  onSelectedChange: (selected: ReadonlySet<string>) => void;
  onDeploy: (candidate: string) => void;
}) {
  const { rows } = props;
  const { slug, can } = useProject();
  const settings = useMemo(() => differingParams(rows), [rows]);
  const domain = useMemo(() => intervalDomain(rows), [rows]);
  const onDeploy = can('deploy') ? props.onDeploy : undefined;
  return rows.length === 0 ? null : (
    <Table
      label="Leaderboard"
      rows={rows}
      rowId={({ candidate }) => candidate.id}
      rowHeight={40}
      rowName={({ candidate }) => candidate.title}
      rowHref={({ candidate }) => `/p/${slug}/models/candidates/${candidate.id}`}
      selected={props.selected}
      onSelectedChange={props.onSelectedChange}
      columns={leaderboardColumns({ rows, settings, domain, onDeploy })}
    />
  );
}

/** Scale that shows the leading intervals well; a far-off baseline is drawn as off the scale. */
function intervalDomain(rows: readonly CandidateRow[]): readonly [number, number] {
  const leading = rows
    .slice(0, Math.max(2, Math.ceil(rows.length * 0.7)))
    .flatMap(({ interval }) => (interval === null ? [] : [...interval]));
  if (leading.length === 0) return [0, 1];
  const low = Math.min(...leading);
  const high = Math.max(...leading);
  const room = Math.max(0.005, (high - low) * 0.1);
  return [low - room, high + room];
}
