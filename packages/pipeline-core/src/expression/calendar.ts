/** Calendar arithmetic of the proleptic Gregorian calendar on whole numbers; never the platform's Date. */

export const minDay = -719162; // 0001-01-01
export const maxDay = 2932896; // 9999-12-31
export const dayMs = 86_400_000;
export const minMs = minDay * dayMs;
export const maxMs = (maxDay + 1) * dayMs - 1;

export type Civil = { year: number; month: number; day: number };

/** Days since 1970-01-01 to year, month, day (Hinnant's civil_from_days). */
export function civil(days: number): Civil {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Year, month, day to days since 1970-01-01 (Hinnant's days_from_civil); the parts must name a real day. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The day number, or NaN when the parts name no day of the years 1 to 9999. */
export function makeDay(year: number, month: number, day: number): number {
  const valid = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return valid ? daysFromCivil(year, month, day) : Number.NaN;
}

/** Monday 1 … Sunday 7. */
export function weekday(days: number): number {
  return floorMod(days + 3, 7) + 1;
}

export function floorMod(a: number, b: number): number {
  return a - Math.floor(a / b) * b;
}

/** ISO 8601 week and the year it belongs to: those of the week's Thursday. */
export function isoWeek(days: number): { year: number; week: number } {
  const thursday = days - weekday(days) + 4;
  const { year } = civil(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

export function dayOfMs(ms: number): number {
  return Math.floor(ms / dayMs);
}

/** A day number inside the years 1 to 9999, else NaN. */
export function inDayRange(days: number): number {
  return days >= minDay && days <= maxDay ? days : Number.NaN;
}

/** A millisecond inside the years 1 to 9999, else NaN. */
export function inMsRange(ms: number): number {
  return ms >= minMs && ms <= maxMs ? ms : Number.NaN;
}

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** `YYYY-MM-DD`. */
export function isoDate(days: number): string {
  const { year, month, day } = civil(days);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export function isoTimestamp(ms: number): string {
  const days = dayOfMs(ms);
  const rest = ms - days * dayMs;
  const hour = pad(Math.floor(rest / 3_600_000), 2);
  const minute = pad(Math.floor(rest / 60_000) % 60, 2);
  const second = pad(Math.floor(rest / 1000) % 60, 2);
  return `${isoDate(days)}T${hour}:${minute}:${second}.${pad(rest % 1000, 3)}Z`;
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timestampPattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;

/** Day number of `YYYY-MM-DD`, NaN when it is no day. */
export function readIsoDate(text: string): number {
  const found = datePattern.exec(text);
  return found === null ? Number.NaN : makeDay(Number(found[1]), Number(found[2]), Number(found[3]));
}

/** Milliseconds of an RFC 3339 time with `Z` or an offset, floored; NaN when it is none. */
export function readIsoTimestamp(text: string): number {
  const found = timestampPattern.exec(text);
  if (found === null) return Number.NaN;
  const days = makeDay(Number(found[1]), Number(found[2]), Number(found[3]));
  const hour = Number(found[4]);
  const minute = Number(found[5]);
  const second = Number(found[6] ?? '0');
  const offsetHour = Number(found[9] ?? '0');
  const offsetMinute = Number(found[10] ?? '0');
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return Number.NaN;
  const milli = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = (found[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000;
  return inMsRange(days * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000 + milli - offset);
}
