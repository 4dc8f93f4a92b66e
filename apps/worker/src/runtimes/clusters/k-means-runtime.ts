import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import type { FitContext, RowScorer, UnlabelledRuntime } from '../model-runtime';
import { comparedCells } from '../neighbours/compared-cells';
import { denseRows } from '../numeric-features';
import { createPause } from '../turn-event-loop';
import { clusterImportance } from './cluster-importance';
import { type Clustering, firstCentres, largestFirst, type PlainPoints, settle } from './k-means';
import { encodeKMeans, loadKMeans } from './k-means-scorer';
import type { KMeansParams } from './params';
import { requireRows } from './require-rows';

const place = 'k-means';

/**
 * k-means: so many clusters around means, the best of several starts. Cluster 0 is the largest one in the train rows, 1
 * the next.
 */
export const kMeansRuntime: UnlabelledRuntime<KMeansParams, RowScorer> = {
  format: 'k-means',

  describe: () => ({
    format: 'k-means',
    title: place,
    tasks: ['clustering'],
    reads: { numbers: true, categories: false, missing: false },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const dense = denseRows(train, place);
    requireRows(dense.rows, params.clusters, place);
    const { cells, ...frame } = comparedCells(dense, params.scale);
    const points = { count: dense.rows, width: dense.columns.length, cells };
    const { best, starts } = await bestStart(points, params, context);
    const { clusters } = params;
    return {
      format: 'k-means',
      task: 'clustering',
      features: dense.names.map((name) => ({ name, kind: 'number' as const })),
      importance: clusterImportance(dense.names, points, { labels: best.labels, clusters }),
      curve: [],
      ...encodeKMeans({ ...frame, clusters, centres: best.centres }),
      summary: { clusters, inertia: best.inertia, iterations: best.iterations, starts },
    };
  },

  load: loadKMeans,
};

/** The clustering of the least inertia; the earlier one of equals. */
async function bestStart(
  points: PlainPoints,
  { clusters, restarts, maxIterations }: KMeansParams,
  context: FitContext,
): Promise<{ best: Clustering; starts: number }> {
  const options = { maxIterations, pause: createPause(context), enough: () => context.finish.aborted };
  let best: Clustering | null = null;
  for (let start = 0; ; start++) {
    const random = createRandom(hashSeed(context.seed, place, start));
    const found = await settle(points, firstCentres(points, clusters, random), options);
    if (best === null || found.inertia < best.inertia) best = found;
    context.progress({ done: start + 1, total: restarts, metric: { name: 'inertia', train: best.inertia } });
    context.point({ series: 'inertia', step: start + 1, value: best.inertia });
    if (start + 1 === restarts || context.finish.aborted)
      return { best: largestFirst(best, points.width), starts: start + 1 };
  }
}
