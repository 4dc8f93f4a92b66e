import { PipelineError } from '../errors/pipeline-error';
import type { FeatureFeed } from './feature-feed';
import type { ViewShape } from './feature-view';
import { openFeed } from './open-feed';

/**
 * Why events cannot update a view, as a sentence; null when they can. `choosing` are the titles of the steps behind its
 * table that look at many rows to tell which of them stay.
 */
export function whyNotOnline(o: { feed: FeatureFeed; shape: ViewShape; choosing: readonly string[] }): string | null {
  const { cutBy } = o.feed.plan;
  const many = 'needs more than one row at a time: the view is updated when its pipeline runs';
  if (cutBy !== undefined) return `The step “${cutBy}” ${many}.`;
  const [choosing] = o.choosing;
  if (choosing !== undefined) return `The step “${choosing}” ${many}.`;
  if (o.feed.eventTime === '')
    return 'It has no event time, by which a newer event is told from an older one: choose one in Publish features.';
  try {
    openFeed(o);
    return null;
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return `Its pipeline cannot be applied to one event: ${error.message}`;
  }
}
