import { type Collector, distanceTo, type Metric, type Points, type Query } from './points';

/** Looks at every point: with many columns no search leaves out enough of them to be faster. */
export function findAmongAll(
  points: Points,
  query: Query,
  { found, metric }: { found: Collector; metric: Metric },
): void {
  const look = { at: 0, most: Number.POSITIVE_INFINITY, metric };
  for (let at = 0; at < points.count; at++) {
    look.at = at;
    look.most = found.reach;
    const distance = distanceTo(points, query, look);
    if (distance <= look.most) found.add(distance, points.rows[at]!);
  }
}
