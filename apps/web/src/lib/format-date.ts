import { noValue } from './format-number';

export type DateInput = Date | string | number;

type DateOptions = { now?: DateInput; timeZone?: string };

function toDate(value: DateInput): Date {
  return value instanceof Date ? value : new Date(value);
}

function parts(date: Date, timeZone: string | undefined) {
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(timeZone ? { timeZone } : {}),
  });
  const found = Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
  // en-GB abbreviates September as "Sept"; three letters keep columns even.
  const month = (found.month ?? '').slice(0, 3);
  return { day: `${found.day} ${month}`, year: found.year ?? '', time: `${found.hour}:${found.minute}` };
}

/** "18 Nov", and "18 Nov 2025" when the year is not the current one. */
export function formatDay(value: DateInput, options: DateOptions = {}): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return noValue;
  const that = parts(date, options.timeZone);
  const today = parts(toDate(options.now ?? Date.now()), options.timeZone);
  return that.year === today.year ? that.day : `${that.day} ${that.year}`;
}

/** "10:44" today, "18 Nov 10:44" in this year, "18 Nov 2025 10:44" otherwise. */
export function formatDateTime(value: DateInput, options: DateOptions = {}): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return noValue;
  const that = parts(date, options.timeZone);
  const today = parts(toDate(options.now ?? Date.now()), options.timeZone);
  if (that.day === today.day && that.year === today.year) return that.time;
  return that.year === today.year ? `${that.day} ${that.time}` : `${that.day} ${that.year} ${that.time}`;
}

/** "18 Nov 10:44", "18 Nov 2025 10:44": the day is said even when it is today, as where two moments make a span. */
export function formatDayTime(value: DateInput, options: DateOptions = {}): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return noValue;
  return `${formatDay(date, options)} ${parts(date, options.timeZone).time}`;
}

/** "18 Nov 10:44:07", "18 Nov 2025 10:44:07": for lists in which much happens within a minute. */
export function formatDaySecond(value: DateInput, options: DateOptions = {}): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return noValue;
  return `${formatDayTime(date, options)}:${String(date.getUTCSeconds()).padStart(2, '0')}`; // zones differ by whole minutes
}

const scale = [
  { size: 60, name: 's' },
  { size: 60, name: 'min' },
  { size: 24, name: 'h' },
  { size: 7, name: 'd' },
] as const;

/** "2 s ago", "9 min ago", "2 h ago", "in 3 d"; after a week the day itself; "now" within a second. */
export function formatRelative(value: DateInput, options: DateOptions = {}): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return noValue;
  const difference = date.getTime() - toDate(options.now ?? Date.now()).getTime();
  let amount = Math.abs(difference) / 1000;
  if (amount < 1) return 'now';
  for (const { size, name } of scale) {
    const whole = Math.floor(amount);
    if (whole < size) return difference < 0 ? `${whole} ${name} ago` : `in ${whole} ${name}`;
    amount /= size;
  }
  return formatDay(date, options);
}

/** Unambiguous form for tooltips and `<time dateTime>`: "2026-11-18 10:44:07 UTC". */
export function formatUtc(value: DateInput): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return noValue;
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
