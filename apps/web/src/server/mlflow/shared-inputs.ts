import type { Lifecycle } from '@millrace/db';
import { checkKey, invalid } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';

const longestId = 64;

/** A text that has to be there: for the protocol an empty one is as good as none. */
export const requiredText = z.string().min(1);
export const runIdInput = z.object({ run_id: requiredText.max(longestId) });
export const experimentIdInput = z.object({ experiment_id: requiredText.max(longestId) });
export const tagInput = z.object({ key: requiredText, value: z.string().default('') });

/** How many results a page has. @param o.most more is refused, as the protocol wants it */
export function maxResults(o: { usual: number; most: number }) {
  return z.coerce.number().int().min(1).max(o.most).default(o.usual);
}

/** One order alone is no list in a query. */
export const orderBySchema = z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]);

export const viewTypeSchema = z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).default('ACTIVE_ONLY');
export const lifecycleOf: Record<z.output<typeof viewTypeSchema>, Lifecycle> = {
  ACTIVE_ONLY: 'active',
  DELETED_ONLY: 'deleted',
  ALL: 'all',
};

/** Tags as a record; the last one of a key stays. @throws TrackingError for a key that MLflow does not allow */
export function tagRecord(tags: readonly z.output<typeof tagInput>[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ key, value }) => [checkKey(key), value]));
}

/** @throws TrackingError where a list is longer than the protocol allows */
export function atMost(list: readonly unknown[], most: number, what: string): void {
  if (list.length > most) throw invalid(`A request holds at most ${most} ${what}; this one has ${list.length}.`);
}
