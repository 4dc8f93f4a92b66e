import type { ChartPoint, ChartSeries } from './chart-types';

/** One line to draw: a series, or the part of one between two gaps. */
export type Segment = { key: string; seriesIndex: number };

export type PlotRow = { x: number; [key: string]: number | null | [number, number] };

/** Runs of points without a missing value. */
export function splitAtGaps(points: readonly ChartPoint[]): ChartPoint[][] {
  const runs: ChartPoint[][] = [[]];
  for (const point of points) {
    if (point.y === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 0);
}

/**
 * Several series as rows of one table, ordered by x. Points of one series that share an x (the vertical parts of a ROC
 * curve) get a row each and keep their order; a gap starts a new segment, so lines may connect over absent keys.
 */
export function mergeSeries(series: readonly ChartSeries[]): { rows: PlotRow[]; segments: Segment[] } {
  const rows = new Map<string, { occurrence: number; row: PlotRow }>();
  const segments: Segment[] = [];
  series.forEach(({ points }, seriesIndex) => {
    const seen = new Map<number, number>();
    splitAtGaps(points).forEach((run, runIndex) => {
      const key = `s${seriesIndex}_${runIndex}`;
      segments.push({ key, seriesIndex });
      for (const { x, y, low, high } of run) {
        const occurrence = seen.get(x) ?? 0;
        seen.set(x, occurrence + 1);
        const entry = rows.get(`${x}#${occurrence}`) ?? { occurrence, row: { x } };
        rows.set(`${x}#${occurrence}`, entry);
        entry.row[key] = y;
        if (low !== undefined && high !== undefined) entry.row[`${key}_band`] = [low, high];
      }
    });
  });
  const sorted = [...rows.values()].sort((a, b) => a.row.x - b.row.x || a.occurrence - b.occurrence);
  return { rows: sorted.map(({ row }) => row), segments };
}
