import type { Json } from '../json';
import { TrackingError } from './tracking-error';

/** JSON whose whole numbers of 64 bits may be bigint. */
export type BigJson = string | number | bigint | boolean | null | BigJson[] | { [key: string]: BigJson | undefined };

/**
 * Reads JSON as clients of MLflow write it: whole numbers beyond 2^53 come back as their text, since a double would be
 * another number.
 * @throws TrackingError where the text is no JSON; `NaN` without quotes is none, the protocol quotes it
 */
export function parseBigJson(text: string): Json {
  const kept = /\d{16}/.test(text) ? quoteLongNumbers(text) : text;
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

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** The text with quotes round whole numbers that are too long to be doubles; strings stay as they are. One pass. */
function quoteLongNumbers(text: string): string {
  let quoted = '';
  let done = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    number.lastIndex = at;
    const token = /[-\d]/.test(char) ? number.exec(text)?.[0] : undefined;
    if (token === undefined) continue;
    if (/^-?\d{16,}$/.test(token)) {
      quoted += `${text.slice(done, at)}"${token}"`;
      done = at + token.length;
    }
    at += token.length - 1;
  }
  return quoted + text.slice(done);
}

/** No text of the protocol has it: the null character is refused on the way in. */
const mark = '\u0000int:';

/** JSON text in which a bigint is a bare number; `undefined` is left out. */
export function writeBigJson(value: BigJson | undefined): string {
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${mark}${item}` : item));
  return text.replace(/"\\u0000int:(-?\d+)"/g, '$1');
}
