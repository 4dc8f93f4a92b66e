import {
  type ExpressionNode,
  type ExpressionType,
  type FunctionEntry,
  functionEntries,
  type Overload,
} from '@millrace/pipeline-core/expression';
import fc from 'fast-check';
import { hostileColumns, texts } from './expression-parity-rows';

export type Form = { entry: FunctionEntry; overload: Overload };

/** Every typed form of every function. */
export const forms: readonly Form[] = functionEntries.flatMap((entry) =>
  entry.overloads.map((overload) => ({ entry, overload })),
);

const number = (v: number): ExpressionNode => ({ k: 'num', v: v + 0, int: Number.isSafeInteger(v) });
const text = (v: string): ExpressionNode => ({ k: 'text', v });

const numbers = fc.oneof(
  fc.integer({ min: -100, max: 100 }),
  fc.constantFrom(0, 0.5, 0.1, 1e300, 5e-324, -2.5, 1000.25),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const wholes = fc.oneof(
  fc.integer({ min: -12, max: 40 }),
  fc.constantFrom(0, 1, 2024, 9007199254740991, -9007199254740991, 120_000, 120_001),
);
const dates = fc.constantFrom('0001-01-01', '1969-12-31', '1970-01-01', '2000-02-29', '2024-01-31', '9999-12-31');
const moments = fc.constantFrom(
  '0001-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2024-02-29T12:34:56.789Z',
  '9999-12-31T23:59:59.999Z',
);
/** Transitions of zones, and times of the literals above, each with the millisecond before and after it. */
const transitions: fc.Arbitrary<ExpressionNode> = fc
  .uniqueArray(
    fc
      .tuple(
        fc.constantFrom(-62135596800000, -1, 1709210096789, 1711846800000, 253402300799999),
        fc.constantFrom(-1, 0, 1),
      )
      .map(([ms, step]) => ms + step),
    { maxLength: 6 },
  )
  .map((edges) => ({ k: 'list', items: edges.sort((a, b) => a - b).map(number) }));
const words = fc.constantFrom('', 'a', 'b', 'ab', ' ', '-', '.', 'ß', '😀', 'e\u0301', "'", '1', '12', 'Bern', 'test');

function literal(type: ExpressionType): fc.Arbitrary<ExpressionNode> {
  switch (type) {
    case 'boolean':
      return fc.boolean().map((v) => ({ k: 'bool', v }));
    case 'integer':
      return wholes.map((v) => ({ k: 'num', v: v + 0, int: true }));
    case 'number':
      return numbers.map((v) => ({ k: 'num', v: v + 0, int: false }));
    case 'text':
      return fc.oneof(words, texts).map(text);
    case 'date':
      return dates.map((v) => ({ k: 'date', v }));
    case 'timestamp':
      return moments.map((v) => ({ k: 'timestamp', v }));
    case 'list':
      return fc.array(words, { minLength: 0, maxLength: 4 }).map((items) => ({ k: 'list', items: items.map(text) }));
    case 'vector':
      return fc
        .array(numbers, { minLength: 1, maxLength: 4 })
        .map((items) => ({ k: 'list', items: items.map(number) }));
  }
}

const atoms = fc.constantFrom(
  'a',
  'b',
  'B',
  '.',
  '\\d',
  '\\w',
  '\\S',
  '[a-c]',
  '[^a]',
  '[^\\d.]',
  '\\s',
  'é',
  'K',
  '\\\\',
  '\\.',
  "'",
  '-',
  '😀',
);
const pieces = fc
  .tuple(atoms, fc.constantFrom('', '', '', '+', '?', '*', '{2}', '{1,3}', '+?', '*?'))
  .map((parts) => parts.join(''));
const runs = fc.array(pieces, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const groups = fc
  .tuple(fc.constantFrom('(', '(?:'), fc.array(runs, { minLength: 1, maxLength: 2 }), fc.constantFrom(')', ')', ')?'))
  .map(([open, options, close]) => open + options.join('|') + close);

/** Patterns of the allowed subset, and many that are not: the filter over the checker leaves those out. */
const patterns = fc.oneof(
  fc.constantFrom(
    'a',
    '\\d+',
    '^\\s*[a-z]+$',
    '(a)?b',
    '([A-Z]+)-(\\d+)',
    '\\w',
    'a|b',
    '^(?:a|ab)(.)',
    '\\.^',
    '[ß😀]',
    'test',
    '\\$1',
  ),
  fc
    .tuple(
      fc.constantFrom('', '^'),
      fc.array(fc.oneof(runs, groups), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '$'),
    )
    .map(([start, parts, end]) => start + parts.join('') + end),
);

const readFormats = {
  date: ['%Y-%m-%d', '%d.%m.%Y', '%d %b %y', '%Y%m%d', '%y/%m/%d'],
  timestamp: ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d', '%d.%m.%Y %H:%M'],
};
const writeFormats = ['%Y-%m-%d', '%A %d %B %Y', '%a %j %y %b', "%d'ß%m"];

function mapOf(keys: fc.Arbitrary<string>, values: ExpressionType): fc.Arbitrary<ExpressionNode> {
  const entries = fc.oneof({ weight: 3, arbitrary: fc.constant(6) }, { weight: 1, arbitrary: fc.constant(40) });
  return entries.chain((maxLength) =>
    fc
      .uniqueArray(fc.tuple(keys, literal(values)), {
        selector: ([key]) => key,
        minLength: Math.floor(maxLength / 2),
        maxLength,
      })
      .map((items) => ({ k: 'map', items })),
  );
}

const keyTexts = fc.oneof(
  words,
  fc.constantFrom('__proto__', 'constructor', 'Basel', 'true', '2024-02-29'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 3 }),
);
const keyNumbers = fc.integer({ min: -40, max: 40 }).map((n) => String(n + 0));

function listOf(type: ExpressionType, o: { minLength: number; maxLength: number }): fc.Arbitrary<ExpressionNode> {
  return fc.array(literal(type), o).map((items) => ({ k: 'list', items }));
}

/** Values of a constant argument by its kind. */
function constant(kind: string): fc.Arbitrary<ExpressionNode> {
  const [head = '', first = '', second = ''] = kind.split(':');
  if (head === 'whole') {
    const [low, high] = [Number(first), Number(second)];
    return fc
      .oneof(fc.integer({ min: Math.max(low, -3), max: Math.min(high, 9) }), fc.integer({ min: low, max: high }))
      .map(number);
  }
  if (head === 'one of') return fc.constantFrom(...kind.split(':').slice(1)).map(text);
  if (kind.startsWith('values of ')) return listOf(kind.slice(10) as ExpressionType, { minLength: 0, maxLength: 5 }); // the kinds name types
  if (kind.startsWith('default of ')) {
    return fc.oneof(
      { weight: 3, arbitrary: literal(kind.slice(11) as ExpressionType) },
      { weight: 1, arbitrary: fc.constant<ExpressionNode>({ k: 'null' }) },
    );
  }
  const map = /^map of (text|integer) to (\w+)$/.exec(kind);
  if (map !== null) return mapOf(map[1] === 'text' ? keyTexts : keyNumbers, map[2] as ExpressionType);
  switch (kind) {
    case 'number':
      return numbers.map(number);
    case 'text':
    case 'seed':
    case 'replacement':
      return fc.oneof(words, fc.constantFrom('$1', '\\1', '\\\\', '$&')).map(text);
    case 'separator':
      return fc.constantFrom(' ', '-', ',', 'a', '😀', '. ', 'ab').map(text);
    case 'character':
    case 'mark':
      return fc.constantFrom('0', ' ', '.', ',', "'", '😀', 'ß').map(text);
    case 'edges':
      return fc
        .uniqueArray(
          fc.oneof(fc.integer({ min: -100, max: 100 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
          { minLength: 1, maxLength: 12, comparator: (a, b) => a === b },
        )
        .map((edges) => ({ k: 'list', items: edges.sort((a, b) => a - b).map(number) }));
    case 'weights':
      return fc.oneof(
        { weight: 3, arbitrary: listOf('number', { minLength: 3, maxLength: 3 }) },
        { weight: 1, arbitrary: listOf('number', { minLength: 0, maxLength: 4 }) },
      );
    case 'pattern':
      return patterns.map(text);
    case 'group':
      return fc.integer({ min: 0, max: 2 }).map(number);
    case 'place':
      return fc.constantFrom(1, 2, -1, -2, 5).map(number);
    case 'items':
      return fc.integer({ min: 0, max: 4 }).map(number);
    case 'period':
      return fc.constantFrom(7, 12, 24, 365.25, 0.5).map(number);
    case 'base':
      return fc.constantFrom(2, 3, 10, 0.5, 7.5).map(number);
    case 'reading format of date':
      return fc.constantFrom(...readFormats.date).map(text);
    case 'reading format of timestamp':
      return fc.constantFrom(...readFormats.timestamp).map(text);
    case 'writing format of date':
      return fc.constantFrom(...writeFormats).map(text);
    case 'writing format of timestamp':
      return fc.constantFrom(...writeFormats, '%H:%M:%S', '%Y-%m-%dT%H.%M.%S').map(text);
    case 'zone':
      return fc.constantFrom('Europe/Zurich', 'Asia/Kathmandu').map(text);
    case 'transitions':
      return transitions;
    case 'offsets':
    case 'labels':
      return fc.constant<ExpressionNode>({ k: 'list', items: [] }); // made to fit the edges below
    default:
      throw new Error(`There is no generator for constants of the kind “${kind}”.`);
  }
}

const offsets = [3_600_000, 7_200_000, -34_200_000, 0, 50_400_000, 1_786_000, -1];

/** A bin_label needs one label more than edges, a zone one offset more than transitions. */
function fitLabels(overload: Overload, nodes: ExpressionNode[]): ExpressionNode[] {
  return nodes.map((node, i) => {
    const edges = nodes[i - 1];
    const kind = overload.constants[i]?.kind;
    if (edges?.k !== 'list' || (kind !== 'labels' && kind !== 'offsets')) return node;
    const item = (n: number) => (kind === 'labels' ? text(`bin ${n}'`) : number(offsets[n % offsets.length] ?? 0));
    return { k: 'list', items: Array.from({ length: edges.items.length + 1 }, (_, n) => item(n)) };
  });
}

function accepted(overload: Overload, nodes: readonly ExpressionNode[]): boolean {
  const values: unknown[] = [];
  for (const [i, parameter] of overload.constants.entries()) {
    const node = nodes[i];
    const read = node === undefined ? { ok: true as const, value: parameter.fallback } : parameter.read(node);
    if (!read.ok) return false;
    values.push(read.value);
  }
  return overload.check(values) === undefined;
}

function constants(overload: Overload): fc.Arbitrary<ExpressionNode[]> {
  const full = fc
    .tuple(...overload.constants.map((parameter) => constant(parameter.kind)))
    .map((nodes) => fitLabels(overload, nodes));
  const last = overload.constants.at(-1);
  const some =
    last !== undefined && 'fallback' in last
      ? fc.oneof(
          full,
          full.map((nodes) => nodes.slice(0, -1)),
        )
      : full;
  return some.filter((nodes) => accepted(overload, nodes));
}

/** A call of one form; its arguments go to the given depth. */
export function callOf(form: Form, depth: number): fc.Arbitrary<ExpressionNode> {
  const { args, variadic } = form.overload;
  const values = fc.tuple(...args.map((type) => expressionOf(type, depth - 1)));
  const last = args.at(-1);
  const extra =
    variadic && last !== undefined ? fc.array(expressionOf(last, depth - 1), { maxLength: 2 }) : fc.constant([]);
  return fc
    .tuple(values, extra, constants(form.overload))
    .map(([first, more, fixed]) => ({ k: 'call', fn: form.entry.name, args: [...first, ...more, ...fixed] }));
}

const comparable: readonly ExpressionType[] = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp'];

/** Forms whose results can be compared. */
export const comparableForms = forms.filter(({ overload }) => comparable.includes(overload.returns));

/** A call of one form compared with literals: databases rewrite such pairs, and may lose a null doing it. */
export function comparisonOf(form: Form): fc.Arbitrary<ExpressionNode> {
  const type = form.overload.returns;
  const sides = fc.tuple(callOf(form, 1), literal(type), literal(type));
  const operator = fc.constantFrom('eq', 'ne', 'lt', 'le', 'gt', 'ge', 'eq', 'between', 'in');
  return fc.tuple(operator, sides, fc.boolean()).map(([fn, [value, low, high], turned]): ExpressionNode => {
    if (type === 'boolean' || !['between', 'in'].includes(fn)) {
      const known = ['between', 'in'].includes(fn) ? 'eq' : fn;
      return { k: 'call', fn: known, args: turned ? [low, value] : [value, low] };
    }
    return { k: 'call', fn, args: fn === 'in' ? [value, { k: 'list', items: [low, high] }] : [value, low, high] };
  });
}

function caseOf(type: ExpressionType, depth: number): fc.Arbitrary<ExpressionNode> {
  const branch = fc.tuple(expressionOf('boolean', depth - 1), expressionOf(type, depth - 1));
  return fc
    .tuple(fc.array(branch, { minLength: 1, maxLength: 2 }), fc.option(expressionOf(type, depth - 1)))
    .map(([when, otherwise]) => ({ k: 'case', when, else: otherwise }));
}

function leaf(type: ExpressionType): fc.Arbitrary<ExpressionNode> {
  const names = hostileColumns
    .filter((column) => column.type === type || (type === 'number' && column.type === 'integer'))
    .map((column) => column.name);
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...names).map((name): ExpressionNode => ({ k: 'col', name })) },
    { weight: 2, arbitrary: literal(type) },
    { weight: 1, arbitrary: fc.constant<ExpressionNode>({ k: 'null' }) },
  );
}

const known = new Map<string, fc.Arbitrary<ExpressionNode>>();

/** Expressions of a type; a null literal may stand anywhere. */
export function expressionOf(type: ExpressionType, depth: number): fc.Arbitrary<ExpressionNode> {
  const key = `${type} ${Math.max(0, depth)}`;
  const made = known.get(key) ?? makeExpression(type, depth);
  known.set(key, made);
  return made;
}

function makeExpression(type: ExpressionType, depth: number): fc.Arbitrary<ExpressionNode> {
  if (depth <= 0) return leaf(type);
  const calls = forms.filter(
    ({ overload }) => overload.returns === type || (type === 'number' && overload.returns === 'integer'),
  );
  // Choosing the form by chain keeps the generators of unused forms unmade.
  const call = fc.constantFrom(...calls).chain((form) => callOf(form, depth));
  return fc.oneof(
    { weight: 3, arbitrary: leaf(type) },
    { weight: 6, arbitrary: call },
    { weight: 1, arbitrary: caseOf(type, depth) },
  );
}
