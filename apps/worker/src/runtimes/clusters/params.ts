import { z } from 'zod';

/** scikit-learn's n_clusters, n_init and max_iter of KMeans; `scale`: columns are standardised first. */
export const kMeansParamsSchema = z.object({
  clusters: z.number().int().min(2).default(3),
  restarts: z.number().int().min(1).default(10),
  maxIterations: z.number().int().min(1).default(300),
  scale: z.boolean().default(true),
});
export type KMeansParams = z.output<typeof kMeansParamsSchema>;

/** scikit-learn's eps and min_samples of DBSCAN, a row itself counted among its neighbours. */
export const dbscanParamsSchema = z.object({
  distance: z.number().positive().default(0.5),
  minRows: z.number().int().min(1).default(5),
  scale: z.boolean().default(true),
});
export type DbscanParams = z.output<typeof dbscanParamsSchema>;
