import { z } from 'zod';

export const neighbourMetrics = ['euclidean', 'manhattan'] as const;
export const neighbourVotes = ['uniform', 'distance'] as const;

/** scikit-learn's n_neighbors, weights and p (2 or 1); `scale`: columns are standardised first. */
export const neighboursParamsSchema = z.object({
  neighbours: z.number().int().min(1).default(5),
  votes: z.enum(neighbourVotes).default('uniform'),
  metric: z.enum(neighbourMetrics).default('euclidean'),
  scale: z.boolean().default(true),
});
export type NeighboursParams = z.output<typeof neighboursParamsSchema>;
