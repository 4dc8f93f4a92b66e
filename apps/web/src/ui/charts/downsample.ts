import { formatNumber } from '../../lib/format-number';
import type { ChartPoint, ChartSeries } from './chart-types';

/** Points per line that are drawn at most. */
export const pointLimit = 1000;

/** Says under a chart that not every point is drawn; undefined when every one is. */
export function thinnedNote(series: readonly ChartSeries[]): string | undefined {
  const longest = Math.max(0, ...series.map(({ points }) => points.length));
  if (longest <= pointLimit) return undefined;
  return `Drawn with ${formatNumber(pointLimit)} of ${formatNumber(longest)} points; the CSV has all.`;
}

/**
 * Largest-triangle-three-buckets (Steinarsson 2013): keeps first and last, and of each bucket the point that makes the
 * largest triangle with its neighbours, so that peaks survive. Missing values count as 0 for the choice only.
 */
export function downsample(points: readonly ChartPoint[], limit = pointLimit): readonly ChartPoint[] {
  if (points.length <= limit || limit < 3) return points;
  const bucket = (points.length - 2) / (limit - 2);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return points;
  const kept: ChartPoint[] = [first];
  let previous = first;
  for (let index = 0; index < limit - 2; index += 1) {
    const start = Math.floor(index * bucket) + 1;
    const end = Math.floor((index + 1) * bucket) + 1;
    const next = centre(points.slice(end, Math.min(Math.floor((index + 2) * bucket) + 1, points.length)), last);
    const chosen = largest(points.slice(start, end), previous, next);
    if (!chosen) continue;
    kept.push(chosen);
    previous = chosen;
  }
  kept.push(last);
  return kept;
}

type Place = { x: number; y: number | null };

function centre(points: readonly ChartPoint[], fallback: ChartPoint): Place {
  if (points.length === 0) return fallback;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / points.length;
  return { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y ?? 0)) };
}

function largest(points: readonly ChartPoint[], a: Place, c: Place): ChartPoint | undefined {
  let best: ChartPoint | undefined;
  let bestArea = -1;
  for (const b of points) {
    const area = Math.abs((a.x - c.x) * ((b.y ?? 0) - (a.y ?? 0)) - (a.x - b.x) * ((c.y ?? 0) - (a.y ?? 0)));
    if (area > bestArea) {
      best = b;
      bestArea = area;
    }
  }
  return best;
}
