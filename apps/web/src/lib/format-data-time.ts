/** Below this span two moments of one day are told apart by their time. */
const daysOnly = 3 * 86_400_000;

/**
 * A date or a time of a data set as its table shows it and a filter takes it: "2011-01-31", and "2011-01-31 08:30" where
 * `span`, the milliseconds between the ends that are named, is short. In UTC, as the data are: the clock of whoever looks
 * would move days.
 */
export function formatDataTime(milliseconds: number, span = Number.POSITIVE_INFINITY): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return '–';
  const text = date.toISOString();
  return span >= daysOnly ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}
