import type { ExpressionNode } from '../ast';
import { cleanText } from '../clean-text';
import { edgesConstant, literalCell, literalList, problem } from '../constants';
import { type ConstantParameter, type FunctionEntry, type Overload, seeing, strict } from '../function-entry';
import { booleanSql, joinSql, nullSql, numberSql, type Sql, type SqlBuilder, sql, textSql } from '../sql-builder';
import { type CellOf, limits, nullOf } from '../types';
import { itemSql, longestChain } from './membership';

/** How many edges are at or below x, by halving. */
export function binOf(edges: readonly number[], x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same search as a balanced tree of CASE. */
export function binTree(
  x: Sql,
  edges: readonly number[],
  leaf: (bin: number) => Sql,
  low = 0,
  high = edges.length,
): Sql {
  if (low === high) return leaf(low);
  const middle = (low + high) >>> 1;
  const above = binTree(x, edges, leaf, middle + 1, high);
  const below = binTree(x, edges, leaf, low, middle);
  return sql`CASE WHEN ${x} >= ${numberSql(edges[middle] as number)} THEN ${above} ELSE ${below} END`;
}

function binSql(b: SqlBuilder, value: Sql, edges: readonly number[], leaf: (bin: number) => Sql): Sql {
  const x = b.bind(value);
  return sql`CASE WHEN ${x} IS NOT NULL THEN ${binTree(x, edges, leaf)} END`;
}

type Looked = 'integer' | 'number' | 'text' | 'boolean';
type LookedValue = number | string | boolean;
type Entries = ReadonlyMap<string, LookedValue>;

function mapConstant(keys: 'text' | 'integer', values: Looked): ConstantParameter<Entries> {
  return {
    kind: `map of ${keys} to ${values}`,
    name: 'map',
    read: (node) => {
      if (node.k !== 'map') {
        return problem(
          'constant-needed',
          'The map must be written out, or be a stored constant.',
          "For example {'Bern': 0.31, 'Basel': -0.2}.",
        );
      }
      if (node.items.length > limits.mapEntries) {
        return problem(
          'too-large',
          `The map has ${node.items.length} entries.`,
          `At most ${limits.mapEntries} are kept.`,
        );
      }
      return readEntries(node, keys, values);
    },
  };
}

function readEntries(node: ExpressionNode & { k: 'map' }, keys: 'text' | 'integer', values: Looked) {
  const entries = new Map<string, LookedValue>();
  for (const [raw, item] of node.items) {
    const key = cleanText(raw);
    const value = literalCell(item, values);
    if (keys === 'integer' && !(Number.isSafeInteger(Number(key)) && String(Number(key)) === key)) {
      return problem(
        'constant-needed',
        `The key “${key}” is no whole number, but whole numbers are looked up.`,
        "Write keys like '12'.",
      );
    }
    if (entries.has(key))
      return problem('duplicate-key', `The key “${key}” stands twice in the map.`, 'Keep one of them.');
    if (value === undefined || typeof value === 'object') {
      return problem(
        'constant-needed',
        `The value of “${key}” must be written out and of one type with the others.`,
        'Numbers, texts or true and false.',
      );
    }
    entries.set(key, value);
  }
  return { ok: true as const, value: entries };
}

function defaultConstant(values: Looked): ConstantParameter<LookedValue | null> {
  return {
    kind: `default of ${values}`,
    name: 'default',
    read: (node) => {
      if (node.k === 'null') return { ok: true, value: null };
      const value = literalCell(node, values);
      if (value !== undefined && typeof value !== 'object') return { ok: true, value };
      return problem(
        'constant-needed',
        'The default must be written out and have the type of the values in the map.',
        'It may also be null.',
      );
    },
  };
}

function valueSql(value: LookedValue | null, type: Looked): Sql {
  if (value === null) return nullSql(type);
  if (typeof value === 'number') return numberSql(value);
  return typeof value === 'string' ? textSql(value) : booleanSql(value);
}

function lookupSql(
  b: SqlBuilder,
  value: Sql,
  keys: 'text' | 'integer',
  o: { entries: Entries; otherwise: Sql; type: Looked },
): Sql {
  if (o.entries.size === 0) return o.otherwise;
  const x = b.bind(value);
  if (o.entries.size <= longestChain) {
    const branches = [...o.entries].map(([key, result]) => {
      const known = keys === 'text' ? textSql(key) : numberSql(Number(key));
      return sql`WHEN ${x} = ${known} THEN ${valueSql(result, o.type)}`;
    });
    return sql`CASE ${joinSql(branches, ' ')} ELSE ${o.otherwise} END`;
  }
  const text = keys === 'text' ? x : sql`CAST(CAST(${x} AS BIGINT) AS VARCHAR)`;
  const items = [...o.entries.values()].map((result) => valueSql(result, o.type));
  return sql`coalesce(${itemSql(text, [...o.entries.keys()], items)}, ${o.otherwise})`;
}

function lookup<K extends 'text' | 'integer', V extends Looked>(keys: K, values: V): Overload {
  return seeing({
    args: [keys],
    constants: [mapConstant(keys, values), defaultConstant(values)],
    returns: values,
    sql: (b, [x], [entries, otherwise]) =>
      lookupSql(b, x, keys, { entries, otherwise: valueSql(otherwise, values), type: values }),
    js: ([entries, otherwise]) => {
      // Both constants were read as cells of the type `values`.
      const missing = (otherwise ?? nullOf(values)) as CellOf[V];
      if (keys === 'text') return (x: unknown) => (entries.get(x as string) as CellOf[V] | undefined) ?? missing;
      const numbers = new Map([...entries].map(([key, value]) => [Number(key), value as CellOf[V]]));
      return (x: unknown) => numbers.get(x as number) ?? missing;
    },
  });
}

export const binFunctions: readonly FunctionEntry[] = [
  {
    name: 'bin',
    group: 'bins and maps',
    doc: 'The number of the bin a value falls into: how many of the rising edges are at or below it.',
    example: 'bin(age, [18, 30, 65])',
    overloads: [
      strict({
        args: ['number'],
        constants: [edgesConstant],
        returns: 'integer',
        sql: (b, [x], [edges]) => binSql(b, x, edges, numberSql),
        js:
          ([edges]) =>
          (x) =>
            binOf(edges, x),
      }),
    ],
    cases: [
      ['bin(30, [18, 30, 65])', 2],
      ['bin(-1, [0])', 0],
    ],
  },
  {
    name: 'bin_label',
    group: 'bins and maps',
    doc: 'As bin, with a name for each bin: one more than there are edges.',
    example: "bin_label(age, [18, 65], ['child', 'adult', 'senior'])",
    overloads: [
      strict({
        args: ['number'],
        constants: [edgesConstant, literalList<string>({ name: 'labels', kind: 'labels', type: 'text', max: 10_001 })],
        returns: 'text',
        check: ([edges, labels]) =>
          labels.length === edges.length + 1
            ? undefined
            : problem(
                'bad-edges',
                `${edges.length} edges make ${edges.length + 1} bins, here are ${labels.length} labels.`,
                'Give one label for each bin.',
              ),
        sql: (b, [x], [edges, labels]) => binSql(b, x, edges, (bin) => textSql(labels[bin] as string)),
        js:
          ([edges, labels]) =>
          (x) =>
            labels[binOf(edges, x)] as string,
      }),
    ],
    cases: [["bin_label(18, [18, 65], ['child', 'adult', 'senior'])", 'adult']],
  },
  {
    name: 'lookup',
    group: 'bins and maps',
    doc: 'The value a map holds for a text or whole number; the default when it is null or not in the map.',
    example: "lookup(city, {'Bern': 0.31, 'Basel': -0.2}, 0.1)",
    overloads: (['text', 'integer'] as const).flatMap((keys) =>
      (['integer', 'number', 'text', 'boolean'] as const).map((values) => lookup(keys, values)),
    ),
    cases: [
      ["lookup('b', {'a': 1, 'b': 2}, 0)", 2],
      ["lookup('__proto__', {'a': 1}, 0)", 0],
      ["lookup('x', {'a': 1.5}, null)", null],
      ["lookup(3, {'3': 'three'}, 'none')", 'three'],
    ],
  },
];
