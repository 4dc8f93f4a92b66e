import { problem } from './constants';
import type { ConstantParameter } from './function-entry';

/** Fixed-width fields that both reading and writing know. */
export type FieldCode = 'Y' | 'm' | 'd' | 'H' | 'M' | 'S' | 'y' | 'b';
/** Fields that only writing knows. */
export type WrittenCode = FieldCode | 'B' | 'a' | 'A' | 'j';

export type FormatPart<C> = { k: 'literal'; text: string } | { k: 'field'; code: C };

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const readable: readonly FieldCode[] = ['Y', 'm', 'd', 'H', 'M', 'S', 'y', 'b'];
const writable: readonly WrittenCode[] = [...readable, 'B', 'a', 'A', 'j'];
const clockCodes = ['H', 'M', 'S'];

function parts<C extends string>(format: string, known: readonly C[]): FormatPart<C>[] | string {
  const result: FormatPart<C>[] = [];
  const characters = Array.from(format);
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] as string;
    if (character !== '%') {
      const last = result.at(-1);
      if (last?.k === 'literal') last.text += character;
      else result.push({ k: 'literal', text: character });
      continue;
    }
    i += 1;
    const code = known.find((candidate) => candidate === characters[i]);
    if (code === undefined) return `%${characters[i] ?? ''} is not known here`;
    result.push({ k: 'field', code });
  }
  return result;
}

const hint = "For example '%Y-%m-%d', '%d.%m.%y' or '%Y-%m-%d %H:%M:%S'.";

function codesOf<C>(list: readonly FormatPart<C>[]): C[] {
  return list.flatMap((item) => (item.k === 'field' ? [item.code] : []));
}

/** The format of parse_date and parse_timestamp: a year, a month and a day, each once. */
export function readingFormat(kind: 'date' | 'timestamp'): ConstantParameter<readonly FormatPart<FieldCode>[]> {
  return {
    kind: `reading format of ${kind}`,
    name: 'format',
    read: (node) => {
      if (node.k !== 'text') return problem('constant-needed', '“format” must be a text, written out.', hint);
      const list = parts(node.v, readable);
      if (typeof list === 'string') return problem('bad-format', `In this format ${list}.`, hint);
      const codes = codesOf<string>(list);
      const count = (wanted: string) => codes.filter((code) => wanted.includes(code)).length;
      const complete = count('Yy') === 1 && count('mb') === 1 && count('d') === 1;
      const clock = codes.filter((code) => clockCodes.includes(code));
      if (!complete || new Set(clock).size !== clock.length || (kind === 'date' && clock.length > 0)) {
        return problem('bad-format', `The format does not name one ${kind}: year, month and day, each once.`, hint);
      }
      return { ok: true, value: list };
    },
  };
}

/** The format of format_date and format_timestamp. */
export function writingFormat(kind: 'date' | 'timestamp'): ConstantParameter<readonly FormatPart<WrittenCode>[]> {
  return {
    kind: `writing format of ${kind}`,
    name: 'format',
    read: (node) => {
      if (node.k !== 'text') return problem('constant-needed', '“format” must be a text, written out.', hint);
      const list = parts(node.v, writable);
      if (typeof list === 'string') return problem('bad-format', `In this format ${list}.`, hint);
      if (kind === 'date' && codesOf<string>(list).some((code) => clockCodes.includes(code))) {
        return problem('bad-format', 'A date has no hours, minutes or seconds.', 'Use format_timestamp for them.');
      }
      return { ok: true, value: list };
    },
  };
}
