import { type ComparedSearch, openSearch } from './search';

/** Cluster of each point, -1 for noise; `core`: points that have enough others around them. */
export type DensityClusters = { labels: Int32Array; core: Int32Array; clusters: number };

/**
 * DBSCAN (Ester et al. 1996). A point with at least `minRows` points within `distance`, itself among them, is a core
 * point; core points within `distance` of each other share a cluster. Clusters are numbered by their first core point;
 * other points belong to the first cluster that has a core point within reach, or to none.
 */
export async function densityClusters(
  points: { count: number; width: number; cells: Float64Array },
  options: { distance: number; minRows: number; pause(): Promise<void>; progress(done: number): void },
): Promise<DensityClusters> {
  const { count } = points;
  const search = openSearch(points, options.distance);
  const isCore = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    if (at % 256 === 0) await options.pause();
    isCore[at] = search.around(at).length >= options.minRows ? 1 : 0;
    if (at % 4096 === 0) options.progress(at);
  }
  const labels = new Int32Array(count).fill(-1);
  let clusters = 0;
  for (let at = 0; at < count; at++) {
    if (isCore[at] === 0 || labels[at] !== -1) continue;
    await grow({ search, isCore, labels }, { from: at, cluster: clusters++, pause: options.pause });
  }
  return { labels, clusters, core: Int32Array.from(isCore.keys()).filter((at) => isCore[at] === 1) };
}

async function grow(
  { search, isCore, labels }: { search: ComparedSearch; isCore: Uint8Array; labels: Int32Array },
  { from, cluster, pause }: { from: number; cluster: number; pause(): Promise<void> },
): Promise<void> {
  const open = [from];
  labels[from] = cluster;
  for (let seen = 0; ; seen++) {
    const at = open.pop();
    if (at === undefined) return;
    if (seen % 256 === 0) await pause();
    for (const other of search.around(at)) {
      if (labels[other] !== -1) continue;
      labels[other] = cluster;
      if (isCore[other] === 1) open.push(other);
    }
  }
}
