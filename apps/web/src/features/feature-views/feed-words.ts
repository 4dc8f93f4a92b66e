import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import type { ViewDetail } from './view-detail';

export type Feed = ViewDetail['feeds'][number];
type Counts = Pick<Feed, 'filtered' | 'leftOut' | 'toCome' | 'behind' | 'error'>;

/** Events that changed nothing, for whatever reason. */
export function leftOut({ filtered, leftOut: keyless, toCome }: Pick<Feed, 'filtered' | 'leftOut' | 'toCome'>): number {
  return filtered + keyless + toCome;
}

/** What the numbers mean, of those that are there. */
export function explainFeed(feed: Counts): string {
  const parts = [
    feed.filtered > 0 ? `${formatCount(feed.filtered, 'event')} did not pass a filter of the pipeline` : '',
    feed.leftOut > 0 ? `${formatCount(feed.leftOut, 'event')} had no key or no time` : '',
    feed.toCome > 0 ? `${formatCount(feed.toCome, 'event')} spoke of a time still to come` : '',
  ].filter((part) => part !== '');
  const way = `Events pass through the steps of the pipeline one by one.${whenShown(feed)}`;
  return parts.length === 0 ? way : `${way} Left out: ${parts.join(', ')}.`;
}

/** As docs/features.md says; of a feed that is behind, or stopped at an error, nothing shows yet. */
function whenShown({ behind, error }: Counts): string {
  if (error !== null) return '';
  if (behind > 0) return ' Those that come now show when it has caught up.';
  return ' Pushed ones show before their request is answered, in the process that took it, and elsewhere a moment later.';
}

/** How a feed is doing, with what to look at where something is the matter. */
export function feedState(feed: Pick<Feed, 'error' | 'waiting' | 'waitingSince' | 'behind'>): {
  words: string;
  isWell: boolean;
} {
  const { error, waiting, waitingSince, behind } = feed;
  if (error !== null) return { words: `waits: ${error.message}`, isWell: false };
  if (waiting > 0) {
    const since = waitingSince === null ? '' : `, the first ${formatRelative(waitingSince)}`;
    return { words: `${formatCount(waiting, 'event')} put aside${since}`, isWell: false };
  }
  return { words: behind > 0 ? 'catching up' : 'up to date', isWell: true };
}
