import { literalList, numberConstant } from '../constants';
import { type FunctionEntry, flowing, type Overload, seeing, strict, variadic } from '../function-entry';
import { booleanSql, dateSql, joinSql, numberSql, type Sql, sql, textSql, timestampSql } from '../sql-builder';
import { compareText } from '../text-order';
import { memberSql } from './membership';

type Ordered = (a: number, b: number) => boolean;

/** JavaScript texts compare by code point through compareText, everything else by the operator on numbers. */
function comparison(o: { name: string; operator: string; doc: string; js: Ordered }): FunctionEntry {
  const over = (type: 'integer' | 'number' | 'date' | 'timestamp') =>
    strict({
      args: [type, type],
      returns: 'boolean',
      sql: (_, [x, y]) => sql`(${x} ${o.operator} ${y})`,
      js: () => o.js,
    });
  return {
    name: o.name,
    group: 'logic',
    doc: o.doc,
    example: `a ${o.operator} b`,
    overloads: [
      over('integer'),
      over('number'),
      strict({
        args: ['text', 'text'],
        returns: 'boolean',
        sql: (_, [x, y]) => sql`(${x} ${o.operator} ${y})`,
        js: () => (x, y) => o.js(x === y ? 0 : compareText(x, y), 0),
      }),
      over('date'),
      over('timestamp'),
      strict({
        args: ['boolean', 'boolean'],
        returns: 'boolean',
        sql: (_, [x, y]) => sql`(${x} ${o.operator} ${y})`,
        js: () => (x, y) => o.js(Number(x), Number(y)),
      }),
    ],
    cases: [
      [`1 ${o.operator} 2`, o.js(1, 2)],
      [`2 ${o.operator} 2`, o.js(2, 2)],
      [`null ${o.operator} 2`, null],
      [`'😀' ${o.operator} '\\uFFFF'`, o.js(1, 0)],
    ],
  };
}

/** low <= x <= high in three-valued logic: one false side decides. */
function three(low: boolean | null, high: boolean | null): boolean | null {
  if (low === false || high === false) return false;
  return low === null || high === null ? null : true;
}

function numericBetween(type: 'integer' | 'number' | 'date' | 'timestamp'): Overload {
  const atMost = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? null : a <= b);
  return seeing({
    args: [type, type, type],
    returns: 'boolean',
    sql: (_, [x, low, high]) => sql`(${x} BETWEEN ${low} AND ${high})`,
    js: () => (x, low, high) => three(atMost(low, x), atMost(x, high)),
  });
}

function textAtMost(a: string | null, b: string | null): boolean | null {
  return a === null || b === null ? null : compareText(a, b) <= 0;
}

function membership<V extends number | string>(
  type: 'integer' | 'number' | 'text' | 'date' | 'timestamp',
  print: (v: V) => Sql,
): Overload {
  return strict({
    args: [type],
    constants: [literalList<V>({ name: 'values', kind: `values of ${type}`, type })],
    returns: 'boolean',
    sql: (b, [x], [values]) =>
      values.length === 0
        ? sql`CASE WHEN ${b.bind(x)} IS NOT NULL THEN ${booleanSql(false)} END`
        : memberSql(b, x, values.map(print)),
    js: ([values]) => {
      const set = new Set<unknown>(values);
      return (x: unknown) => set.has(x);
    },
  });
}

const bound = (name: string) => numberConstant({ name, kind: 'number' });

function clip(type: 'integer' | 'number'): Overload {
  return flowing({
    args: [type],
    constants: [
      { ...bound('low'), read: type === 'integer' ? integerBound('low') : bound('low').read },
      { ...bound('high'), read: type === 'integer' ? integerBound('high') : bound('high').read },
    ],
    returns: type,
    sql: (b, [value], [p, q]) => {
      const x = b.bind(value);
      const low = numberSql(Math.min(p, q));
      const high = numberSql(Math.max(p, q));
      return sql`CASE WHEN ${x} < ${low} THEN ${low} WHEN ${x} > ${high} THEN ${high} ELSE ${x} END`;
    },
    js: ([p, q]) => {
      const low = Math.min(p, q);
      const high = Math.max(p, q);
      return (x) => Math.max(low, Math.min(high, x));
    },
  });
}

function integerBound(name: string) {
  return numberConstant({ name, what: 'a whole number', accepts: Number.isSafeInteger }).read;
}

type Extreme = { name: 'min' | 'max'; native: string; better: (a: number, b: number) => boolean };

function extreme(o: Extreme): FunctionEntry {
  const over = (type: 'integer' | 'number' | 'date' | 'timestamp') =>
    variadic({
      type,
      atLeast: 2,
      strict: false,
      returns: type,
      sql: (_, args) => sql`${o.native}(${joinSql(args, ', ')})`,
      js: (...cells: number[]) => {
        let best = Number.NaN;
        for (const cell of cells) if (Number.isNaN(best) || o.better(cell, best)) best = cell;
        return best;
      },
    });
  return {
    name: o.name,
    group: 'arithmetic',
    doc: `The ${o.name === 'min' ? 'smallest' : 'largest'} of the arguments; nulls are skipped.`,
    example: `${o.name}(first, second)`,
    overloads: [over('integer'), over('number'), over('date'), over('timestamp')],
    cases: [
      [`${o.name}(1, null, 2)`, o.name === 'min' ? 1 : 2],
      [`${o.name}(1, 1)`, 1],
    ],
  };
}

export const comparisonFunctions: readonly FunctionEntry[] = [
  comparison({
    name: 'eq',
    operator: '=',
    doc: 'Equal; null when a side is null.',
    js: (a, b) => a === b,
  }),
  comparison({
    name: 'ne',
    operator: '<>',
    doc: 'Not equal; null when a side is null.',
    js: (a, b) => a !== b,
  }),
  comparison({
    name: 'lt',
    operator: '<',
    doc: 'Less. Texts compare by code point.',
    js: (a, b) => a < b,
  }),
  comparison({ name: 'le', operator: '<=', doc: 'Less or equal.', js: (a, b) => a <= b }),
  comparison({ name: 'gt', operator: '>', doc: 'Greater.', js: (a, b) => a > b }),
  comparison({ name: 'ge', operator: '>=', doc: 'Greater or equal.', js: (a, b) => a >= b }),
  {
    name: 'between',
    group: 'logic',
    doc: 'True from the lower to the upper bound, both included; false when one side already fails, whatever the other.',
    example: 'age between 18 and 65',
    overloads: [
      numericBetween('integer'),
      numericBetween('number'),
      seeing({
        args: ['text', 'text', 'text'],
        returns: 'boolean',
        sql: (_, [x, low, high]) => sql`(${x} BETWEEN ${low} AND ${high})`,
        js: () => (x, low, high) => three(textAtMost(low, x), textAtMost(x, high)),
      }),
      numericBetween('date'),
      numericBetween('timestamp'),
    ],
    cases: [
      ['2 between 1 and 3', true],
      ['4 between null and 3', false],
      ['2 between null and 3', null],
    ],
  },
  {
    name: 'in',
    group: 'logic',
    doc: 'True when the value is one of the listed ones; null when it is null.',
    example: "country in ('CH', 'AT')",
    overloads: [
      membership<number>('integer', numberSql),
      membership<number>('number', numberSql),
      membership<string>('text', textSql),
      membership<number>('date', dateSql),
      membership<number>('timestamp', timestampSql),
    ],
    cases: [
      ["'a' in ('a', 'b')", true],
      ['3 in (1, 2)', false],
      ['3 not in (1, 2)', true],
    ],
  },
  {
    name: 'clip',
    group: 'arithmetic',
    doc: 'Moves values below the lower bound up to it and values above the upper bound down to it.',
    example: 'clip(age, 0, 120)',
    overloads: [clip('integer'), clip('number')],
    cases: [
      ['clip(-5, 0, 10)', 0],
      ['clip(11.5, 10, 0)', 10],
    ],
  },
  extreme({ name: 'min', native: 'least', better: (a, b) => a < b }),
  extreme({ name: 'max', native: 'greatest', better: (a, b) => a > b }),
];
