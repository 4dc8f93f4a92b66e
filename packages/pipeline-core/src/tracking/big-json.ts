import type { Json } from '../json';
import { TrackingError } from './tracking-error';

/** JSON whose whole numbers of 64 bits may be bigint. */
export type BigJson = string | number | bigint | boolean | null | BigJson[] | { [key: string]: BigJson | undefined };

/** A string, or a whole number too long to be a double, outside of strings. */
const stringOrLong = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * Reads JSON as clients of MLflow write it: whole numbers beyond 2^53 come back as their text, since a double would be
 * another number.
 * @throws TrackingError where the text is no JSON; `NaN` without quotes is none, the protocol quotes it
 */
export function parseBigJson(text: string): Json {
  const kept = text.replace(stringOrLong, (token) => (token.startsWith('"') ? token : `"${token}"`));
  try {
    return JSON.parse(kept) as Json; // what JSON.parse gives is JSON
  } catch (error) {
    const hint = /\b(NaN|Infinity)\b/.test(text)
      ? ' A number that is none is written as the string "NaN", "Infinity" or "-Infinity".'
      : '';
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new TrackingError('BAD_REQUEST', `The body is not JSON: ${reason}.${hint}`, error);
  }
}

/** No text of the protocol has it: the null character is refused on the way in. */
const mark = '\u0000int:';

/** JSON text in which a bigint is a bare number; `undefined` is left out. */
export function writeBigJson(value: BigJson | undefined): string {
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${mark}${item}` : item));
  return text.replace(/"\\u0000int:(-?\d+)"/g, '$1');
}
