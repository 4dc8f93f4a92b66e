import type { Expression } from './ast';
import { typeExpression } from './check-types';
import { UncheckedExpressionError } from './to-duckdb-sql';
import type { Typed } from './typed-tree';
import { type CellValue, type ExpressionColumn, type ExpressionType, isNullCell, isNumeric, nullOf } from './types';

export type RowFunction = (row: readonly CellValue[]) => CellValue;

/**
 * Compiles an expression to a function of one row, whose cells stand in the order of `columns`. Closures, one per
 * node: no source text is built. Throws UncheckedExpressionError.
 */
export function compileToRowFunction(expression: Expression, columns: readonly ExpressionColumn[]): RowFunction {
  const result = typeExpression(expression, columns);
  if (!result.ok) throw new UncheckedExpressionError('expression', result.errors);
  const slots = new Map(columns.map((column, slot) => [column.name, slot]));
  const value = compile(result.typed, slots);
  const { type } = result.typed;
  if (type !== 'integer' && type !== 'number') return value;
  // Adding 0 turns -0 into 0; the type says that it is a number.
  return (row) => (value(row) as number) + 0;
}

function compile(typed: Typed, slots: ReadonlyMap<string, number>): RowFunction {
  switch (typed.k) {
    case 'null': {
      const none = nullOf(typed.type);
      return () => none;
    }
    case 'value': {
      const { value } = typed;
      return () => value;
    }
    case 'column': {
      const slot = slots.get(typed.name) as number; // typeExpression knew the same columns
      return (row) => row[slot] as CellValue;
    }
    case 'call':
      return compileCall(typed, slots);
    case 'case':
      return compileCase(typed, slots);
  }
}

function compileCase(typed: Typed & { k: 'case' }, slots: ReadonlyMap<string, number>): RowFunction {
  const branches = typed.when.map(([test, value]) => [compile(test, slots), compile(value, slots)] as const);
  const otherwise = compile(typed.otherwise, slots);
  return (row) => {
    for (const [test, value] of branches) if (test(row) === true) return value(row);
    return otherwise(row);
  };
}

function compileCall(typed: Typed & { k: 'call' }, slots: ReadonlyMap<string, number>): RowFunction {
  const apply = typed.overload.js(typed.constants);
  const args = typed.args.map((arg) => compile(arg, slots));
  const guarded = typed.overload.strict && !typed.overload.flows;
  if (!guarded) return unguarded(apply, args);
  const none = nullOf(typed.type);
  const [first, second] = args as [RowFunction, RowFunction];
  const types = typed.args.map((arg) => arg.type);
  if (args.length === 1)
    return isNumeric(types[0] as ExpressionType) ? strictNumber(apply, first, none) : strictOne(apply, first, none);
  if (args.length === 2) {
    return (row) => {
      const x = first(row);
      if (isNullCell(x)) return none;
      const y = second(row);
      return isNullCell(y) ? none : apply(x, y);
    };
  }
  return (row) => {
    const cells: CellValue[] = [];
    for (const arg of args) {
      const cell = arg(row);
      if (isNullCell(cell)) return none;
      cells.push(cell);
    }
    return apply(...cells);
  };
}

type Apply = (...args: CellValue[]) => CellValue;

function strictNumber(apply: Apply, arg: RowFunction, none: CellValue): RowFunction {
  return (row) => {
    const x = arg(row);
    // biome-ignore lint/suspicious/noSelfCompare: the fastest NaN test, on the path of every cell
    return x !== x ? none : apply(x);
  };
}

function strictOne(apply: Apply, arg: RowFunction, none: CellValue): RowFunction {
  return (row) => {
    const x = arg(row);
    return x === null ? none : apply(x);
  };
}

function unguarded(apply: Apply, args: readonly RowFunction[]): RowFunction {
  const [first, second, third] = args as [RowFunction, RowFunction, RowFunction];
  switch (args.length) {
    case 1:
      return (row) => apply(first(row));
    case 2:
      return (row) => apply(first(row), second(row));
    case 3:
      return (row) => apply(first(row), second(row), third(row));
    default:
      return (row) => apply(...args.map((arg) => arg(row)));
  }
}
