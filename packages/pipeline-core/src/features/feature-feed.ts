import { z } from 'zod';
import { featurePlanSchema } from './feature-plan';

/** How a view follows events: the plan behind its table and which of the plan's columns say when. */
export const featureFeedSchema = z.object({
  plan: featurePlanSchema,
  /** Column of what time the values speak of; empty: the publication had none. */
  eventTime: z.string(),
  /** Column of when they could be known; empty: when the event came. */
  knownSince: z.string(),
});
export type FeatureFeed = z.output<typeof featureFeedSchema>;

/** What a publication says of where its rows come from: the feed that a source's events would take, and their batches. */
export const publishedFeedSchema = featureFeedSchema.extend({ batches: z.array(z.string()) });
export type PublishedFeed = z.output<typeof publishedFeedSchema>;
