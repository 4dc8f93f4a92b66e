import type { Expression } from './ast';
import { typeExpression } from './check-types';
import { UncheckedExpressionError } from './to-duckdb-sql';
import type { Typed } from './typed-tree';
import { type CellValue, type ExpressionColumn, type ExpressionType, isNullCell, isNumeric, nullOf } from './types';

/** A column of cells: Float64Array for numbers, dates and timestamps (NaN is null), else an array. */
export type CellColumn = Float64Array | CellValue[];

export type BlockFunction = (columns: readonly CellColumn[], rows: number) => CellColumn;

/** Rows of one block: enough to spread the cost of a node, few enough to stay in the cache. */
export const blockRows = 8192;

/**
 * Compiles an expression to a function of whole columns, in the order of `columns`, of at most `blockRows` rows. Every
 * node keeps one result column and reuses it: what a call returns holds until the next call. Gives the same cells as
 * compileToRowFunction. Throws UncheckedExpressionError.
 */
export function compileToBlockFunction(expression: Expression, columns: readonly ExpressionColumn[]): BlockFunction {
  const result = typeExpression(expression, columns);
  if (!result.ok) throw new UncheckedExpressionError('expression', result.errors);
  const slots = new Map(columns.map((column, slot) => [column.name, slot]));
  const value = compile(result.typed, slots);
  const { type } = result.typed;
  if (type !== 'integer' && type !== 'number') return value;
  const out = new Float64Array(blockRows);
  return (block, rows) => {
    const cells = value(block, rows);
    for (let row = 0; row < rows; row += 1) out[row] = (cells[row] as number) + 0; // -0 becomes 0
    return out;
  };
}

function resultColumn(type: ExpressionType): CellColumn {
  return isNumeric(type) ? new Float64Array(blockRows) : new Array<CellValue>(blockRows).fill(null);
}

function compile(typed: Typed, slots: ReadonlyMap<string, number>): BlockFunction {
  switch (typed.k) {
    case 'null':
      return constant(nullOf(typed.type), typed.type);
    case 'value':
      return constant(typed.value, typed.type);
    case 'column': {
      const slot = slots.get(typed.name) as number; // typeExpression knew the same columns
      return (columns) => columns[slot] as CellColumn;
    }
    case 'call':
      return compileCall(typed, slots);
    case 'case':
      return compileCase(typed, slots);
  }
}

function constant(value: CellValue, type: ExpressionType): BlockFunction {
  const column = resultColumn(type);
  for (let row = 0; row < blockRows; row += 1) column[row] = value;
  return () => column;
}

function compileCase(typed: Typed & { k: 'case' }, slots: ReadonlyMap<string, number>): BlockFunction {
  const branches = typed.when.map(([test, value]) => [compile(test, slots), compile(value, slots)] as const);
  const otherwise = compile(typed.otherwise, slots);
  const out = resultColumn(typed.type);
  return (block, rows) => {
    // Every function is total, so branches may be computed for rows that do not take them.
    const ready = branches.map(([test, value]) => [test(block, rows), value(block, rows)] as const);
    const rest = otherwise(block, rows);
    for (let row = 0; row < rows; row += 1) {
      const taken = ready.find(([test]) => test[row] === true);
      out[row] = (taken === undefined ? rest : taken[1])[row] as CellValue;
    }
    return out;
  };
}

type Apply = (...args: CellValue[]) => CellValue;

function compileCall(typed: Typed & { k: 'call' }, slots: ReadonlyMap<string, number>): BlockFunction {
  const apply = typed.overload.js(typed.constants);
  const args = typed.args.map((arg) => compile(arg, slots));
  const guarded = typed.overload.strict && !typed.overload.flows;
  const none = nullOf(typed.type);
  const out = resultColumn(typed.type);
  if (args.length === 1) return unary({ apply, arg: args[0] as BlockFunction, guarded, none, out });
  if (args.length === 2 && !guarded) return binary(apply, args[0] as BlockFunction, args[1] as BlockFunction, out);
  return (block, rows) => {
    const ready = args.map((arg) => arg(block, rows));
    for (let row = 0; row < rows; row += 1) {
      const cells = ready.map((column) => column[row] as CellValue);
      out[row] = guarded && cells.some(isNullCell) ? none : apply(...cells);
    }
    return out;
  };
}

function unary(o: {
  apply: Apply;
  arg: BlockFunction;
  guarded: boolean;
  none: CellValue;
  out: CellColumn;
}): BlockFunction {
  const { apply, arg, guarded, none, out } = o;
  return (block, rows) => {
    const cells = arg(block, rows);
    for (let row = 0; row < rows; row += 1) {
      const cell = cells[row] as CellValue;
      out[row] = guarded && isNullCell(cell) ? none : apply(cell);
    }
    return out;
  };
}

function binary(apply: Apply, left: BlockFunction, right: BlockFunction, out: CellColumn): BlockFunction {
  return (block, rows) => {
    const a = left(block, rows);
    const b = right(block, rows);
    for (let row = 0; row < rows; row += 1) out[row] = apply(a[row] as CellValue, b[row] as CellValue);
    return out;
  };
}
