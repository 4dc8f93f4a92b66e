import { toCell } from '../data/to-cell';

const digits = 6;

/** A value and the one it had before as people read them: numbers to six digits, unless that would hide the change. */
export function shownTexts(value: unknown, before?: unknown): { text: string; was: string } {
  const [text, was] = [short(value), before === undefined ? '' : short(before)];
  const same = before !== undefined && text === was;
  return same ? { text: String(toCell(value)), was: String(toCell(before)) } : { text, was };
}

function short(value: unknown): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(toCell(value));
  // Digits before the point stay: they say how large it is.
  return Math.abs(value) >= 10 ** digits ? value.toFixed(0) : String(Number(value.toPrecision(digits)));
}
