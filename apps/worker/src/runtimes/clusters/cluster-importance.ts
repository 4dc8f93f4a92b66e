import type { FeatureImportance } from '../model-runtime';
import { sharesOf } from '../numeric-features';
import type { PlainPoints } from './k-means';

/**
 * What each feature has to do with the clusters: the share of its sum of squares that lies between them (eta squared).
 * Points without a cluster, of label -1, are left out.
 */
export function clusterImportance(
  names: readonly string[],
  { count, width, cells }: PlainPoints,
  { labels, clusters }: { labels: Int32Array; clusters: number },
): FeatureImportance {
  const sizes = new Float64Array(names.length);
  for (let column = 0; column < width; column++) {
    const sums = new Float64Array(clusters);
    const counts = new Float64Array(clusters);
    for (let at = 0; at < count; at++) {
      if (labels[at]! < 0) continue;
      sums[labels[at]!]! += cells[at * width + column]!;
      counts[labels[at]!]!++;
    }
    const known = counts.reduce((sum, size) => sum + size, 0);
    const mean = sums.reduce((sum, value) => sum + value, 0) / known;
    let total = 0;
    for (let at = 0; at < count; at++) if (labels[at]! >= 0) total += (cells[at * width + column]! - mean) ** 2;
    let between = 0;
    for (let cluster = 0; cluster < clusters; cluster++)
      if (counts[cluster]! > 0) between += counts[cluster]! * (sums[cluster]! / counts[cluster]! - mean) ** 2;
    sizes[column] = total > 0 ? between / total : 0;
  }
  return sharesOf(names, sizes);
}
