import { type FunctionEntry, type Overload, seeing } from '../function-entry';
import { sql } from '../sql-builder';
import { type CellOf, type CellValue, type ExpressionType, expressionTypes, isNullCell } from '../types';

/** One overload for every type; the JavaScript form is the same for all, so it sees plain cells. */
function forAll(
  make: <T extends ExpressionType>(type: T) => Overload,
  except: readonly ExpressionType[] = [],
): Overload[] {
  return expressionTypes.filter((type) => !except.includes(type)).map((type) => make(type));
}

export const logicFunctions: readonly FunctionEntry[] = [
  {
    name: 'and',
    group: 'logic',
    doc: 'True when both are true; false when one is false, whatever the other; else null.',
    example: 'active and age > 18',
    overloads: [
      seeing({
        args: ['boolean', 'boolean'],
        returns: 'boolean',
        sql: (_, [x, y]) => sql`(${x} AND ${y})`,
        js: () => (x, y) => (x === false || y === false ? false : x === null || y === null ? null : true),
      }),
    ],
    cases: [
      ['false and null', false],
      ['true and null', null],
      ['true and true', true],
    ],
  },
  {
    name: 'or',
    group: 'logic',
    doc: 'True when one is true, whatever the other; false when both are false; else null.',
    example: 'trial or plan is null',
    overloads: [
      seeing({
        args: ['boolean', 'boolean'],
        returns: 'boolean',
        sql: (_, [x, y]) => sql`(${x} OR ${y})`,
        js: () => (x, y) => (x === true || y === true ? true : x === null || y === null ? null : false),
      }),
    ],
    cases: [
      ['true or null', true],
      ['false or null', null],
    ],
  },
  {
    name: 'not',
    group: 'logic',
    doc: 'True for false and false for true; null stays null.',
    example: 'not active',
    overloads: [
      seeing({
        args: ['boolean'],
        returns: 'boolean',
        sql: (_, [x]) => sql`(NOT ${x})`,
        js: () => (x) => (x === null ? null : !x),
      }),
    ],
    cases: [
      ['not null', null],
      ['not true', false],
    ],
  },
  {
    name: 'is_null',
    group: 'logic',
    doc: 'True when the value is missing, written x is null.',
    example: 'income is null',
    overloads: forAll((type) =>
      seeing({
        args: [type],
        returns: 'boolean',
        sql: (_, [x]) => sql`(${x} IS NULL)`,
        js: () => (x: CellValue) => isNullCell(x),
      }),
    ),
    cases: [
      ['(1 / 0) is null', true],
      ["'' is null", false],
      ['1 is not null', true],
    ],
  },
  {
    name: 'nullif',
    group: 'logic',
    doc: 'Null when both are equal, else the first.',
    example: 'nullif(code, 999)',
    overloads: forAll(
      <T extends ExpressionType>(type: T) =>
        seeing({
          args: [type, type],
          returns: type,
          sql: (_, [x, y]) => sql`nullif(${x}, ${y})`,
          js: () => (x: CellOf[T], y: CellOf[T]) => (x === y ? nullCell(x) : x),
        }),
      ['list', 'vector'],
    ),
    cases: [
      ['nullif(1, 1)', null],
      ["nullif('a', 'b')", 'a'],
      ['nullif(1, null)', 1],
    ],
  },
  {
    name: 'coalesce',
    group: 'logic',
    doc: 'The first argument that is not null, written a ?? b.',
    example: 'income ?? 0',
    overloads: forAll(<T extends ExpressionType>(type: T) =>
      seeing({
        args: [type, type],
        returns: type,
        sql: (_, [x, y]) => sql`coalesce(${x}, ${y})`,
        js: () => (x: CellOf[T], y: CellOf[T]) => (isNullCell(x) ? y : x),
      }),
    ),
    cases: [
      ['null ?? 2', 2],
      ['(1 / 0) ?? 0.5', 0.5],
      ["null ?? null ?? 'a'", 'a'],
    ],
  },
  {
    name: 'if',
    group: 'logic',
    doc: 'The second argument when the condition is true, else (false or null) the third.',
    example: "if(age < 18, 'child', 'adult')",
    overloads: forAll(<T extends ExpressionType>(type: T) =>
      seeing({
        args: ['boolean', type, type],
        returns: type,
        sql: (_, [c, x, y]) => sql`CASE WHEN ${c} THEN ${x} ELSE ${y} END`,
        js: () => (c: boolean | null, x: CellOf[T], y: CellOf[T]) => (c === true ? x : y),
      }),
    ),
    cases: [
      ['if(null, 1, 2)', 2],
      ["if(1 < 2, 'a', null)", 'a'],
      ['case when false then 1 when 2 > 1 then 2.5 end', 2.5],
    ],
  },
];

/** The null of the type of a cell: a number's is NaN. */
function nullCell<T extends CellValue>(cell: T): T {
  // A number and NaN, or another value and null, are both cells of the type T stands for.
  return (typeof cell === 'number' ? Number.NaN : null) as T;
}
