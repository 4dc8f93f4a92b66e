import type { Expression, ExpressionNode } from '../../expression/ast';
import { call, col, expression, int, num, text } from '../ast';

export const castTargets = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp'] as const;
export type CastTarget = (typeof castTargets)[number];

/** Patterns for dates and times that are written as text. */
export type CastFormats = { date: string; timestamp: string };

type Convert = (x: ExpressionNode, formats: CastFormats) => ExpressionNode;

/**
 * How a cell of one type becomes another: total, what has no answer is missing. Pairs that are absent have no sensible
 * meaning (a date from a boolean).
 */
const conversions: { [From in CastTarget]: { [To in CastTarget]?: Convert } } = {
  text: {
    boolean: (x) => call('to_boolean', x),
    integer: (x) => call('to_integer', call('to_number', x)),
    number: (x) => call('to_number', x),
    date: (x, formats) => call('parse_date', x, text(formats.date)),
    timestamp: (x, formats) => call('parse_timestamp', x, text(formats.timestamp)),
  },
  number: {
    boolean: (x) => call('ne', x, num(0)),
    integer: (x) => call('to_integer', x),
    text: (x) => call('to_text', x),
    timestamp: (x) => call('from_epoch_seconds', x),
  },
  integer: {
    boolean: (x) => call('ne', x, int(0)),
    number: (x) => call('add', x, num(0)),
    text: (x) => call('to_text', x),
    timestamp: (x) => call('from_epoch_seconds', x),
  },
  boolean: {
    integer: (x) => call('to_integer', call('to_number', x)),
    number: (x) => call('add', call('to_number', x), num(0)),
    text: (x) => call('to_text', x),
  },
  date: {
    text: (x) => call('to_text', x),
    timestamp: (x) => call('to_timestamp', x),
    number: (x) => call('epoch_seconds', call('to_timestamp', x)),
  },
  timestamp: {
    text: (x) => call('to_text', x),
    date: (x) => call('to_date', x),
    number: (x) => call('epoch_seconds', x),
  },
};

/** The conversion from one type to another; null when there is none. Equal types need none and give null as well. */
export function conversion(from: string, to: CastTarget): Convert | null {
  return isCastTarget(from) ? (conversions[from][to] ?? null) : null;
}

function isCastTarget(type: string): type is CastTarget {
  return castTargets.some((target) => target === type);
}

/** A column as text, in the form that Cast types gives it; texts stay as they are. */
export function expressionToText(name: string, type: string): Expression {
  const convert = conversion(type, 'text');
  return expression(convert === null ? col(name) : convert(col(name), { date: '', timestamp: '' }));
}
