import type { RowScorer, UnlabelledRuntime } from '../model-runtime';
import { comparedCells } from '../neighbours/compared-cells';
import { denseRows } from '../numeric-features';
import { createPause } from '../turn-event-loop';
import { clusterImportance } from './cluster-importance';
import { densityClusters } from './dbscan';
import { encodeDbscan, loadDbscan } from './dbscan-scorer';
import type { DbscanParams } from './params';
import { requireClusters } from './require-rows';

const place = 'DBSCAN';

/** DBSCAN: clusters of any shape where rows lie close together; rows between them are noise. */
export const dbscanRuntime: UnlabelledRuntime<DbscanParams, RowScorer> = {
  format: 'dbscan',

  describe: () => ({
    format: 'dbscan',
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
    const { distance, minRows } = params;
    const { cells, ...frame } = comparedCells(dense, params.scale);
    const points = { count: dense.rows, width: dense.columns.length, cells };
    const found = await densityClusters(points, {
      distance,
      minRows,
      pause: createPause(context),
      progress: (done) => context.progress({ done, total: dense.rows }),
    });
    requireClusters(found.clusters, { distance, minRows, place });
    const { width } = points;
    const core = new Float64Array(found.core.length * width);
    found.core.forEach((at, index) => {
      core.set(cells.subarray(at * width, (at + 1) * width), index * width);
    });
    return {
      format: 'dbscan',
      task: 'clustering',
      features: dense.names.map((name) => ({ name, kind: 'number' as const })),
      importance: clusterImportance(dense.names, points, found),
      curve: [],
      ...encodeDbscan({
        ...frame,
        distance,
        cells: core,
        labels: Int32Array.from(found.core, (at) => found.labels[at]!),
      }),
      summary: {
        clusters: found.clusters,
        'core rows': found.core.length,
        noise: found.labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0),
      },
    };
  },

  load: loadDbscan,
};
