'use client';

import { formatPercent } from '../../lib/format-number';
import { type ChartPoint, LineChart } from '../../ui/charts';
import type { CandidateRow } from './candidate-row';

/** How much of what users had later is found in the first places of their lists, a line each candidate, and by what most have. */
export function PlacesChart({ rows }: { rows: CandidateRow[] }) {
  const judged = rows.flatMap(({ candidate }) => {
    const result = candidate.evaluations[0]?.result;
    const places = result?.curves.places;
    return result === undefined || places === undefined ? [] : [{ candidate, result, places }];
  });
  const [first] = judged;
  if (first === undefined) return null;
  const points = (shares: readonly number[]): ChartPoint[] => shares.map((y, at) => ({ x: at + 1, y }));
  return (
    <LineChart
      title="Found in the first places"
      n={first.result.parts[first.result.part].rows}
      series={[
        ...judged.map(({ candidate, places }) => ({
          id: candidate.id,
          label: candidate.title,
          points: points(places.found),
        })),
        { id: 'popular', label: 'most popular items', points: points(first.places.popular) },
      ]}
      xLabel="places of the list looked at"
      yLabel="share of what users had later"
      wholeX
      fromZero
      labels="below"
      formatY={(value) => formatPercent(value, 0)}
    />
  );
}
