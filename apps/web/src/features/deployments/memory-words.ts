import type { Outputs } from '../../client/outputs';
import { formatDateTime, formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';

export type ScoresRow = Outputs['endpoints']['precomputed']['releases'][number];

/** How long answers are given again, as people choose it. */
export const againChoices = [
  { value: '0', label: 'Never: each row is computed' },
  { value: '60', label: 'For a minute' },
  { value: '300', label: 'For 5 minutes' },
  { value: '3600', label: 'For an hour' },
  { value: '86400', label: 'For a day' },
] as const;

/** The choices, and what was set by a program where that is none of them. */
export function againOptions(seconds: number): { value: string; label: string }[] {
  const isListed = againChoices.some(({ value }) => value === String(seconds));
  return isListed ? [...againChoices] : [...againChoices, { value: String(seconds), label: `For ${seconds} s` }];
}

/** The scores that a release answers with. */
export function scoresWords({ scores }: ScoresRow): string {
  return scores === null
    ? 'none: its model answers whole rows'
    : `${formatCount(scores.rows, 'row')} of ${scores.from}`;
}

/** How long they answer; scores that are too old, or are not in memory, answer nobody. */
export function untilWords({ scores }: ScoresRow, now: Date): string {
  if (scores === null) return '';
  if (scores.problem !== null) return `not in memory: ${scores.problem}. Its model answers whole rows`;
  return scores.until.getTime() > now.getTime()
    ? `until ${formatDateTime(scores.until)}`
    : `too old since ${formatRelative(scores.until)}: its model answers whole rows`;
}

/** `customer_id, day` as names, each once. */
export function keyOfText(text: string): string[] {
  return [...new Set(text.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()])))];
}

/** `24 hours`, `1 hour`, `90 minutes`. */
export function ageWords(seconds: number): string {
  if (seconds % 3600 === 0) return formatCount(seconds / 3600, 'hour');
  return seconds % 60 === 0 ? formatCount(seconds / 60, 'minute') : formatCount(seconds, 'second');
}
