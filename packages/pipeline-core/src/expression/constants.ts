import type { ExpressionNode } from './ast';
import { readIsoDate, readIsoTimestamp } from './calendar';
import { cleanText } from './clean-text';
import type { ConstantParameter, ConstantProblem } from './function-entry';
import { codePointCount } from './text-order';
import { type CellValue, type ExpressionErrorCode, type ExpressionType, limits } from './types';

export function problem(code: ExpressionErrorCode, message: string, hint: string): ConstantProblem {
  return { ok: false, code, message, hint };
}

function needed(what: string, name: string): ConstantProblem {
  return problem(
    'constant-needed',
    `“${name}” must be ${what}, written out.`,
    'It is fixed for all rows; a column or a computed value cannot stand here.',
  );
}

/** A whole number from `low` to `high`. */
export function whole(o: {
  name: string;
  low: number;
  high: number;
  kind?: string;
  except?: number;
}): ConstantParameter<number> {
  return {
    kind: o.kind ?? `whole:${o.low}:${o.high}`,
    name: o.name,
    read: (node) => {
      const fits = node.k === 'num' && Number.isSafeInteger(node.v) && node.v >= o.low && node.v <= o.high;
      if (fits && node.v !== o.except) return { ok: true, value: node.v + 0 };
      return needed(
        `a whole number from ${o.low} to ${o.high}${o.except === undefined ? '' : `, not ${o.except}`}`,
        o.name,
      );
    },
  };
}

export function numberConstant(o: {
  name: string;
  kind?: string;
  what?: string;
  accepts?: (value: number) => boolean;
}): ConstantParameter<number> {
  return {
    kind: o.kind ?? 'number',
    name: o.name,
    read: (node) => {
      if (node.k === 'num' && Number.isFinite(node.v) && (o.accepts?.(node.v) ?? true)) {
        return { ok: true, value: node.v + 0 };
      }
      return needed(o.what ?? 'a number', o.name);
    },
  };
}

export function textConstant(o: {
  name: string;
  kind?: string;
  what?: string;
  fallback?: string;
  accepts?: (value: string) => boolean;
}): ConstantParameter<string> {
  return {
    kind: o.kind ?? 'text',
    name: o.name,
    ...(o.fallback === undefined ? {} : { fallback: o.fallback }),
    read: (node) => {
      const value = node.k === 'text' ? cleanText(node.v) : undefined;
      if (value !== undefined && (o.accepts?.(value) ?? true)) return { ok: true, value };
      return needed(o.what ?? 'a text in quotes', o.name);
    },
  };
}

export const separator = textConstant({
  name: 'separator',
  kind: 'separator',
  what: 'a text of at least one character',
  accepts: (value) => value !== '',
});

export function oneOf<T extends string>(name: string, values: readonly T[], fallback?: T): ConstantParameter<T> {
  return {
    kind: `one of:${values.join(':')}`,
    name,
    ...(fallback === undefined ? {} : { fallback }),
    read: (node) => {
      const value = node.k === 'text' ? values.find((candidate) => candidate === node.v.toLowerCase()) : undefined;
      return value === undefined ? needed(`one of '${values.join("', '")}'`, name) : { ok: true, value };
    },
  };
}

/** Exactly one character (code point). */
export const character = (name: string, o: { fallback?: string; kind?: string } = {}): ConstantParameter<string> =>
  textConstant({ name, kind: 'character', what: 'one character', accepts: (v) => codePointCount(v) === 1, ...o });

/** The cell of a literal of the given type; undefined when it is no such literal, or null. */
export function literalCell(node: ExpressionNode, type: ExpressionType): Exclude<CellValue, null> | undefined {
  switch (node.k) {
    case 'num':
      return type === 'number' || (type === 'integer' && node.int) ? node.v + 0 : undefined;
    case 'text':
      return type === 'text' ? cleanText(node.v) : undefined;
    case 'bool':
      return type === 'boolean' ? node.v : undefined;
    case 'date':
      return type === 'date' ? readIsoDate(node.v) : undefined;
    case 'timestamp':
      return type === 'timestamp' ? readIsoTimestamp(node.v) : undefined;
    case 'call':
    case 'case':
    case 'col':
    case 'const':
    case 'list':
    case 'map':
    case 'null':
      return undefined;
  }
}

/** A list of literals of one type. */
export function literalList<V extends number | string | boolean>(o: {
  name: string;
  kind: string;
  type: ExpressionType;
  max?: number;
  min?: number;
}): ConstantParameter<readonly V[]> {
  const max = o.max ?? limits.listItems;
  return {
    kind: o.kind,
    name: o.name,
    read: (node) => {
      if (node.k !== 'list') return needed(`a list of ${o.type} values in brackets`, o.name);
      if (node.items.length > max || node.items.length < (o.min ?? 0)) {
        return problem(
          'too-large',
          `“${o.name}” has ${node.items.length} values.`,
          `It takes ${o.min ?? 0} to ${max}.`,
        );
      }
      const cells = node.items.map((item) => literalCell(item, o.type));
      if (cells.some((cell) => cell === undefined)) return needed(`a list of ${o.type} values`, o.name);
      // literalCell returned the form of o.type for each, and V is that form.
      return { ok: true, value: cells as unknown as readonly V[] };
    },
  };
}

/** Strictly rising numbers. */
export function risingNumbers(o: { name: string; kind: string; min: number }): ConstantParameter<readonly number[]> {
  return {
    kind: o.kind,
    name: o.name,
    read: (node) => {
      const list = literalList<number>({ ...o, type: 'number', max: 10_000 }).read(node);
      if (!list.ok || list.value.every((edge, i) => i === 0 || edge > (list.value[i - 1] as number))) return list;
      return problem(
        'bad-edges',
        `The ${o.name} do not rise from each to the next.`,
        'Sort them and leave repeated ones out.',
      );
    },
  };
}

/** Edges of bins. */
export const edgesConstant = risingNumbers({ name: 'edges', kind: 'edges', min: 1 });
