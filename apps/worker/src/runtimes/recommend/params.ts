import { z } from 'zod';

export const recommenderParamsSchema = z.object({
  method: z.enum(['als', 'item-item', 'popular']).default('als'),
  /** `counts`: a strength says how sure it is; `ratings`: how it was liked. */
  feedback: z.enum(['counts', 'ratings']).default('counts'),
  /** Ratings: from which one on an item is what evaluations look for; null: the mean of the train rows. */
  likedFrom: z.number().nullable().default(null),
  factors: z.number().int().min(1).max(512).default(32),
  /** Null: what is usual for counts, or for ratings. */
  regularisation: z.number().min(1e-6).max(10_000).nullable().default(null),
  iterations: z.number().int().min(1).max(1000).default(15),
  /** Counts: what a user had weighs 1 + confidence x strength. */
  confidence: z.number().min(0).max(100_000).default(20),
  neighbours: z.number().int().min(1).max(10_000).default(50),
  shrinkage: z.number().min(0).max(100_000).default(2),
  /** Items in an answer. */
  recommend: z.number().int().min(1).max(100).default(10),
  /** What a user had may be recommended again. */
  again: z.boolean().default(false),
});
export type RecommenderParams = z.output<typeof recommenderParamsSchema>;
