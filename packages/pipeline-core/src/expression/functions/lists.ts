import { textConstant, whole } from '../constants';
import { entriesOf, type FunctionEntry, strict } from '../function-entry';
import { type Sql, type SqlBuilder, sql, textSql } from '../sql-builder';
import { codePointCount, compareText } from '../text-order';
import { fitsLimit, longest } from './text';

const entry = entriesOf('list');

function joinListSql(b: SqlBuilder, list: Sql, between: string): Sql {
  const l = b.bind(list);
  const letters = sql`coalesce(list_sum(list_transform(${l}, lambda e: length(e))), 0)`;
  const marks = sql`greatest(len(${l}) - 1, 0) * ${codePointCount(between)}`;
  return sql`CASE WHEN ${l} IS NOT NULL AND ${letters} + ${marks} <= ${longest} THEN coalesce(array_to_string(${l}, ${textSql(between)}), '') END`;
}

function has(list: readonly string[], text: string): boolean {
  return list.includes(text);
}

export const listFunctions: readonly FunctionEntry[] = [
  entry(
    'count',
    'How many items the list has.',
    'count(tags)',
    strict({
      args: ['list'],
      returns: 'integer',
      sql: (_, [l]) => sql`CAST(len(${l}) AS DOUBLE)`,
      js: () => (l) => l.length,
    }),
    [["count(['a', 'b'])", 2]],
  ),
  entry(
    'get',
    'The item at a place, also written list[n]; 1 is the first, -1 the last; null when there is none.',
    'tags[1]',
    strict({
      args: ['list'],
      constants: [whole({ name: 'place', low: -1_000_000, high: 1_000_000, except: 0, kind: 'place' })],
      returns: 'text',
      sql: (_, [l], [n]) => sql`list_extract(${l}, ${n})`,
      js:
        ([n]) =>
        (l) =>
          l.at(n > 0 ? n - 1 : n) ?? null,
    }),
    [
      ["['a', 'b'][1]", 'a'],
      ["['a', 'b'][-1]", 'b'],
      ["['a', 'b'][3]", null],
    ],
  ),
  entry(
    'take',
    'The first items.',
    'take(tags, 3)',
    strict({
      args: ['list'],
      constants: [whole({ name: 'items', low: 0, high: 1_000_000, kind: 'items' })],
      returns: 'list',
      sql: (_, [l], [n]) => sql`list_slice(${l}, 1, ${n})`,
      js:
        ([n]) =>
        (l) =>
          l.slice(0, n),
    }),
    [
      ["take(['a', 'b', 'c'], 2)", ['a', 'b']],
      ["take(['a'], 0)", []],
    ],
  ),
  entry(
    'reverse',
    'The items from the last to the first.',
    'reverse(tags)',
    strict({
      args: ['list'],
      returns: 'list',
      sql: (_, [l]) => sql`list_reverse(${l})`,
      js: () => (l) => [...l].reverse(),
    }),
    [["reverse(['a', 'b'])", ['b', 'a']]],
  ),
  entry(
    'join',
    'The items as one text with a separator between.',
    "join(tags, ', ')",
    strict({
      args: ['list'],
      constants: [textConstant({ name: 'separator' })],
      returns: 'text',
      sql: (b, [l], [mark]) => joinListSql(b, l, mark),
      js: ([mark]) => {
        const size = codePointCount(mark);
        return (l) => (fitsLimit(l, Math.max(0, l.length - 1) * size) ? l.join(mark) : null);
      },
    }),
    [["join(['a', 'b'], '-')", 'a-b']],
  ),
  entry(
    'has',
    'True when the text is one of the items.',
    "has(tags, 'urgent')",
    strict({
      args: ['list', 'text'],
      returns: 'boolean',
      sql: (b, [list, text]) => {
        const [l, t] = [b.bind(list), b.bind(text)];
        return sql`CASE WHEN ${l} IS NOT NULL AND ${t} IS NOT NULL THEN list_contains(${l}, ${t}) END`;
      },
      js: () => has,
    }),
    [["has(['a', 'b'], 'b')", true]],
  ),
  entry(
    'count_of',
    'How often the text is among the items.',
    "count_of(words(subject), 'free')",
    strict({
      args: ['list', 'text'],
      returns: 'integer',
      sql: (b, [list, text]) => {
        const [l, t] = [b.bind(list), b.bind(text)];
        return sql`CASE WHEN ${l} IS NOT NULL AND ${t} IS NOT NULL THEN CAST(len(list_filter(${l}, lambda e: e = ${t})) AS DOUBLE) END`;
      },
      js: () => (l, t) => l.filter((item) => item === t).length,
    }),
    [["count_of(['a', 'b', 'a'], 'a')", 2]],
  ),
  entry(
    'sort',
    'The items in the order of their characters (code points).',
    'sort(tags)',
    strict({
      args: ['list'],
      returns: 'list',
      sql: (_, [l]) => sql`list_sort(${l})`,
      js: () => (l) => [...l].sort(compareText),
    }),
    [["sort(['b', 'B', 'a'])", ['B', 'a', 'b']]],
  ),
  entry(
    'distinct',
    'Each item once, where it first stood.',
    'distinct(tags)',
    strict({
      args: ['list'],
      returns: 'list',
      sql: (b, [list]) => {
        const l = b.bind(list);
        return sql`list_filter(${l}, lambda e, i: list_position(${l}, e) = i)`;
      },
      js: () => (l) => [...new Set(l)],
    }),
    [["distinct(['b', 'a', 'b'])", ['b', 'a']]],
  ),
  entry(
    'bigrams',
    'Each item with its right neighbour, joined by a space.',
    'bigrams(words(subject))',
    strict({
      args: ['list'],
      returns: 'list',
      sql: (b, [list]) => {
        const l = b.bind(list);
        return sql`list_transform(range(1, len(${l})), lambda i: list_extract(${l}, i) || ' ' || list_extract(${l}, i + 1))`;
      },
      js: () => (l) => l.slice(1).map((item, i) => `${l[i]} ${item}`),
    }),
    [
      ["bigrams(['a', 'b', 'c'])", ['a b', 'b c']],
      ["bigrams(['a'])", []],
    ],
  ),
];
