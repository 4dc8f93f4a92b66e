'use client';

import { formatFixed } from '../../lib/format-number';
import { BarChart } from '../../ui/charts';
import type { CandidateRow } from './candidate-row';

const shown = 12;

/** What the model looks at most, as shares of the whole. */
export function ImportanceChart({ row }: { row: CandidateRow }) {
  const { importance } = row.candidate.manifest;
  const total = importance.reduce((sum, { value }) => sum + Math.abs(value), 0);
  if (total === 0) return null;
  const bars = [...importance].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, shown);
  return (
    <BarChart
      title={`What ${row.candidate.title} looks at`}
      unit="share"
      valueLabel="importance"
      format={(value) => formatFixed(value, 3)}
      bars={bars.map(({ feature, value }) => ({ label: feature, value: Math.abs(value) / total }))}
    />
  );
}
