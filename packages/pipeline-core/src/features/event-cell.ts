import { cellFromJson } from '../expression/cells';
import { type CellValue, type ExpressionType, nullOf } from '../expression/types';

/** Texts that a landing takes for "missing": in any column, and in columns of numbers, dates and truths. */
const missingTexts = new Set(['', 'NA', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'NULL', 'null']);
const missingInTyped = new Set(['-', '--', '?', '.', 'None', 'none']);

const patterns = {
  integer: /^[+-]?\d{1,16}$/,
  number: /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i,
  timestamp:
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?$/i,
};

const blanks = /^[ \t\n\r\u00a0]+|[ \t\n\r\u00a0]+$/g;

/**
 * A field of an event as the cell that a landing would have made of it in a column of this type: a batch holds what the
 * texts of its rows look like, and an event must become the same. Undefined: it does not fit.
 */
export function eventCell(value: unknown, type: ExpressionType): CellValue | undefined {
  if (value === null || value === undefined) return nullOf(type);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const trimmed = text.replace(blanks, '');
  if (missingTexts.has(trimmed)) return nullOf(type);
  if (type === 'text') return cellFromJson(text, 'text');
  if (missingInTyped.has(trimmed)) return nullOf(type);
  switch (type) {
    case 'boolean': {
      const truth = trimmed.toLowerCase();
      return truth === 'true' ? true : truth === 'false' ? false : undefined;
    }
    case 'integer':
    case 'number':
      return patterns[type].test(trimmed) ? fit(Number(trimmed), type) : undefined;
    case 'date':
      return cellFromJson(trimmed, 'date');
    case 'timestamp': {
      const time = plainTime(trimmed);
      return time === null ? undefined : cellFromJson(time, 'timestamp');
    }
    case 'list':
    case 'vector':
      return cellFromJson(value, type);
  }
}

/** Microseconds since 1970 of a time as a landing reads it, which cells of the language cut to milliseconds. */
export function eventMicros(value: unknown): number | null {
  const time = typeof value === 'string' ? plainTime(value.replace(blanks, '')) : null;
  const ms = time === null ? undefined : cellFromJson(time, 'timestamp');
  if (time === null || typeof ms !== 'number') return null;
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return ms * 1000 + Number(fraction.slice(3, 6).padEnd(3, '0'));
}

/** RFC 3339; a time without a zone is UTC. Null for anything else. */
function plainTime(text: string): string | null {
  const found = patterns.timestamp.exec(text);
  if (found === null) return null;
  const [, day = '', minutes = '00:00', seconds = '00', fraction, zone = 'Z'] = found;
  const offset = zone.length === 3 ? `${zone}:00` : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return `${day}T${minutes}:${seconds}${fraction === undefined ? '' : `.${fraction}`}${offset}`;
}

function fit(number: number, type: 'integer' | 'number'): CellValue | undefined {
  return Number.isFinite(number) ? cellFromJson(number, type) : undefined;
}
