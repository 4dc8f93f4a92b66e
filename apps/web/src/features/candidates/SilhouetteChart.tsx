'use client';

import { formatCount, formatFixed } from '../../lib/format-number';
import { BarChart } from '../../ui/charts';
import type { CandidateRow } from './candidate-row';

/** How well the rows of each group sit in it, from -1 (in the wrong one) to 1. */
export function SilhouetteChart({ row }: { row: CandidateRow }) {
  const groups = row.candidate.evaluations[0]?.result.curves.silhouettes;
  if (groups === undefined) return null;
  return (
    <BarChart
      title={`Groups of ${row.candidate.title}`}
      unit="mean silhouette"
      n={groups.reduce((sum, { rows }) => sum + rows, 0)}
      valueLabel="mean silhouette"
      format={(value) => formatFixed(value, 2)}
      bars={groups.map(({ group, rows, mean }) => ({ label: `${group}, ${formatCount(rows, 'row')}`, value: mean }))}
    />
  );
}
