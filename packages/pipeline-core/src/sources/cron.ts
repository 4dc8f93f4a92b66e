import { isZone, zoneOffsets } from '../expression/zone-offsets';

type Fields = {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  anyDay: boolean;
  anyWeekday: boolean;
};

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** What is wrong with a clock, in words; null when nothing is. */
export function cronProblem(cron: string, timeZone: string): string | null {
  if (!isZone(timeZone)) return `“${timeZone}” is no time zone. Write one like Europe/Berlin or UTC.`;
  const fields = parseCron(cron);
  if (fields === null)
    return 'Write five parts: minute, hour, day of the month, month, day of the week, such as 0 6 * * 1-5.';
  if (next(fields, timeZone, Date.UTC(2024, 0, 1)) === null) return 'This clock never strikes: no date is like that.';
  return null;
}

/** The first time after `after` at which the clock strikes; null when it never does, or is no clock. */
export function nextCronTime(cron: string, timeZone: string, after: Date): Date | null {
  const fields = parseCron(cron);
  const at = fields === null || !isZone(timeZone) ? null : next(fields, timeZone, after.getTime());
  return at === null ? null : new Date(at);
}

/** How often the clock strikes after `from` and up to `to`; counting stops at `most`. */
export function cronTimesBetween(
  clock: { cron: string; timeZone: string },
  span: { from: Date; to: Date; most?: number },
): number {
  let count = 0;
  let at = nextCronTime(clock.cron, clock.timeZone, span.from);
  while (at !== null && at <= span.to && count < (span.most ?? 10_000)) {
    count += 1;
    at = nextCronTime(clock.cron, clock.timeZone, at);
  }
  return count;
}

function parseCron(cron: string): Fields | null {
  const parts = cron.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = parts;
  if (parts.length !== 5) return null;
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const days = parseField(day, 1, 31);
  const inMonths = parseField(month, 1, 12, months);
  const onWeekdays = parseField(weekday, 0, 7, weekdays);
  if (minutes === null || hours === null || days === null || inMonths === null || onWeekdays === null) return null;
  if (onWeekdays.has(7)) onWeekdays.add(0); // both are Sunday
  return {
    minutes,
    hours,
    days,
    months: inMonths,
    weekdays: onWeekdays,
    anyDay: day.startsWith('*'),
    anyWeekday: weekday.startsWith('*'),
  };
}

/** One part: a list of numbers, ranges and steps. Null when it is none of these. */
function parseField(text: string, low: number, high: number, names?: readonly string[]): Set<number> | null {
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,3}))?$/i.exec(item);
    if (match === null) return null;
    const [, start = '', end, every] = match;
    const from = start === '*' ? low : numberOf(start, low, names);
    const open = start === '*' || (every !== undefined && end === undefined);
    const to = end === undefined ? (open ? high : from) : numberOf(end, low, names);
    const step = Number(every ?? 1);
    if (from === null || to === null || from < low || to > high || from > to || step < 1) return null;
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return found;
}

function numberOf(text: string, low: number, names: readonly string[] | undefined): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const at = names?.indexOf(text.toLowerCase()) ?? -1;
  return at < 0 ? null : at + low;
}

const dayMs = 86_400_000;
/** A leap day on a weekday comes at least once in 40 years. */
const mostDays = 366 * 40;

/**
 * 1. Walk the days of the zone's calendar from that of `after`.
 * 2. On a day that fits, take the first fitting wall-clock minute whose instant lies after `after`.
 * A minute that the zone skips is struck at the moment the clocks jump; one that comes twice is struck once.
 */
function next(fields: Fields, zone: string, after: number): number | null {
  const { edges, offsets } = zoneOffsets(zone);
  const offsetAt = (ms: number) => offsets[edges.findLastIndex((edge) => edge <= ms) + 1] ?? 0;
  const firstDay = Math.floor((after + offsetAt(after)) / dayMs);
  for (let day = firstDay; day <= firstDay + mostDays; day += 1) {
    if (!fitsDay(fields, day)) continue;
    for (const hour of [...fields.hours].sort((a, b) => a - b)) {
      for (const minute of [...fields.minutes].sort((a, b) => a - b)) {
        const at = toInstant(day * dayMs + (hour * 60 + minute) * 60_000, offsetAt);
        if (at > after) return at;
      }
    }
  }
  return null;
}

function fitsDay(fields: Fields, day: number): boolean {
  const date = new Date(day * dayMs);
  if (!fields.months.has(date.getUTCMonth() + 1)) return false;
  const onDay = fields.days.has(date.getUTCDate());
  const onWeekday = fields.weekdays.has(date.getUTCDay());
  // As in every cron: with both given, either will do.
  return fields.anyDay || fields.anyWeekday ? onDay && onWeekday : onDay || onWeekday;
}

function toInstant(wall: number, offsetAt: (ms: number) => number): number {
  const before = offsetAt(wall - dayMs);
  const first = wall - before;
  if (offsetAt(first) === before) return first;
  const second = wall - offsetAt(first);
  if (offsetAt(second) === offsetAt(first)) return second;
  return first; // the clocks jump over this minute: the instant is where it would have been
}
