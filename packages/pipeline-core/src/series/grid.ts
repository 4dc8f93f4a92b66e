import { z } from 'zod';

/** Times as the expression language holds them: dates in days since 1970, timestamps in milliseconds, or plain numbers. */
const timeUnitSchema = z.enum(['day', 'millisecond', 'number']);
export type TimeUnit = z.output<typeof timeUnitSchema>;

const shared = { unit: timeUnitSchema, start: z.number() };

/** Equal steps in time: so many calendar months, or so much of the unit. `start` is the time of step 0. */
export const seriesGridSchema = z.discriminatedUnion('every', [
  z.object({ ...shared, every: z.literal('months'), months: z.int().positive() }),
  z.object({ ...shared, every: z.literal('units'), step: z.number().positive() }),
]);
export type SeriesGrid = z.output<typeof seriesGridSchema>;

const DAY = 86_400_000;
/** Every month has a day 28; from there on days may be the last of their month. */
const LAST_DAYS = 28;

/**
 * The grid of a series, from its times without repetition in ascending order: calendar months where every time falls on
 * the same day of its month (or on its last days), else the most frequent distance. Null for fewer than two times.
 */
export function findGrid(times: Float64Array, unit: TimeUnit): SeriesGrid | null {
  if (times.length < 2) return null;
  return findMonths(times, unit) ?? findStep(times, unit);
}

function findMonths(times: Float64Array, unit: TimeUnit): SeriesGrid | null {
  if (unit === 'number') return null;
  const months = times.map((time) => monthOf(time, unit));
  if (!ascends(months) || !onOneDay(times, unit)) return null;
  return { unit, every: 'months', months: distances(months).reduce(commonDivisor), start: times[0]! };
}

function findStep(times: Float64Array, unit: TimeUnit): SeriesGrid {
  const counts = new Map<number, number>();
  for (const gap of distances(times)) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  // Of equally frequent distances the shortest: it leaves no value out.
  const [step] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]!;
  return { unit, every: 'units', step, start: times[0]! };
}

/** The step that a time falls in, counted from the start; negative before it. */
export function stepOf(grid: SeriesGrid, time: number): number {
  if (grid.every === 'months') {
    return Math.floor((monthOf(time, grid.unit) - monthOf(grid.start, grid.unit)) / grid.months);
  }
  // A hair of tolerance: 0.3 / 0.1 is below 3.
  return Math.floor((time - grid.start) / grid.step + 1e-9);
}

/** How the steps read for people: "month", "5 minutes", "2 days". */
export function stepInWords(grid: SeriesGrid): string {
  if (grid.every === 'months') {
    return grid.months === 12 ? 'year' : grid.months === 3 ? 'quarter' : counted(grid.months, 'month');
  }
  if (grid.unit === 'number') return grid.step === 1 ? 'step' : `${grid.step}`;
  const milliseconds = grid.unit === 'day' ? grid.step * DAY : grid.step;
  for (const [name, length] of lengths) {
    if (milliseconds % length === 0) return counted(milliseconds / length, name);
  }
  return counted(milliseconds, 'millisecond');
}

const lengths = [
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

function counted(count: number, name: string): string {
  return count === 1 ? name : `${count} ${name}s`;
}

function dateOf(time: number, unit: TimeUnit): Date {
  return new Date(unit === 'day' ? time * DAY : time);
}

/** Months since year 0. */
function monthOf(time: number, unit: TimeUnit): number {
  const date = dateOf(time, unit);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** True where all times fall on the same day of their month at the same hour, or all on the days that not all months have. */
function onOneDay(times: Float64Array, unit: TimeUnit): boolean {
  const first = dayOfMonth(times[0]!, unit);
  return (
    times.every((time) => dayOfMonth(time, unit) === first) ||
    times.every((time) => dayOfMonth(time, unit) >= LAST_DAYS)
  );
}

/** Day of the month with its fraction. */
function dayOfMonth(time: number, unit: TimeUnit): number {
  const date = dateOf(time, unit);
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return date.getUTCDate() + (date.getTime() - midnight) / DAY;
}

function ascends(values: Float64Array): boolean {
  for (let at = 1; at < values.length; at++) if (values[at]! <= values[at - 1]!) return false;
  return true;
}

function distances(values: Float64Array): number[] {
  return Array.from({ length: values.length - 1 }, (_, at) => values[at + 1]! - values[at]!);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
