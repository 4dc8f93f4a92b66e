import { formatDuration } from '../../lib/format-duration';

/**
 * How much time a search has, and what happens when it is up; `until` and `now` in milliseconds since 1970, `done`: trials
 * that have a model, without the baseline.
 */
export function timeLeftWords({ until, now, done }: { until: number; now: number; done: number }): string {
  if (until > now) return `${formatDuration(until - now)} left for new trials.`;
  if (done > 0) return 'The time is up: what has not ended is stopped.';
  return 'The time is up, and no model but a baseline is done: the first that is done ends the search. More minutes or fewer rows would give it more to choose from.';
}
