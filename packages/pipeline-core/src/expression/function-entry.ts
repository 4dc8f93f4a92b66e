import type { ExpressionNode } from './ast';
import type { Sql, SqlBuilder } from './sql-builder';
import type { CellOf, CellValue, ExpressionErrorCode, ExpressionType, ValueOf } from './types';

export type ConstantProblem = { ok: false; code: ExpressionErrorCode; message: string; hint: string };

/**
 * An argument that must be written out, read once while typing. `kind` names its set of values for generated tests.
 */
export type ConstantParameter<T> = {
  readonly kind: string;
  readonly name: string;
  readonly read: (node: ExpressionNode) => { ok: true; value: T } | ConstantProblem;
  /** Present when the argument may be left out. */
  readonly fallback?: T;
  /** Written by this program when it freezes an expression, never by people: signatures and messages leave it out. */
  readonly frozen?: true;
};

export type FunctionGroup =
  | 'arithmetic'
  | 'rounding'
  | 'mathematics'
  | 'logic'
  | 'conversion'
  | 'text'
  | 'pattern'
  | 'date'
  | 'bins and maps'
  | 'list'
  | 'vector';

/** One typed form of a function, as both compilers use it. */
export type Overload = {
  readonly args: readonly ExpressionType[];
  /** The last of `args` may repeat. */
  readonly variadic: boolean;
  readonly constants: readonly ConstantParameter<unknown>[];
  readonly returns: ExpressionType;
  /** Any null argument makes the result null; the JavaScript form is then never called with one. */
  readonly strict: boolean;
  /** Numbers in, number out, and NaN passes through by itself: the row function leaves out the null test. */
  readonly flows: boolean;
  readonly check: (constants: readonly unknown[]) => ConstantProblem | undefined;
  readonly sql: (b: SqlBuilder, args: readonly Sql[], constants: readonly unknown[]) => Sql;
  readonly js: (constants: readonly unknown[]) => (...args: CellValue[]) => CellValue;
};

/** Formula, or formula and the result it must have in both engines. */
export type FunctionCase = readonly [formula: string, result: number | string | boolean | null | readonly unknown[]];

export type FunctionEntry = {
  readonly name: string;
  readonly group: FunctionGroup;
  readonly doc: string;
  readonly example: string;
  readonly overloads: readonly Overload[];
  readonly cases: readonly FunctionCase[];
};

/** Makes the entries of a group whose functions have one form each. */
export function entriesOf(group: FunctionGroup) {
  return (
    name: string,
    doc: string,
    example: string,
    form: Overload,
    cases: readonly FunctionCase[],
  ): FunctionEntry => ({ name, group, doc, example, overloads: [form], cases });
}

type Types = readonly ExpressionType[];
type Values<A extends Types> = { [K in keyof A]: ValueOf[A[K]] };
type Cells<A extends Types> = { [K in keyof A]: CellOf[A[K]] };
type SqlArgs<A extends Types> = { [K in keyof A]: Sql };
type Constants<C extends readonly ConstantParameter<unknown>[]> = {
  [K in keyof C]: C[K] extends ConstantParameter<infer T> ? T : never;
};

type Definition<A extends Types, R extends ExpressionType, C extends readonly ConstantParameter<unknown>[], J> = {
  args: A;
  constants?: C;
  returns: R;
  check?: (constants: Constants<C>) => ConstantProblem | undefined;
  sql: (b: SqlBuilder, args: SqlArgs<A>, constants: Constants<C>) => Sql;
  js: (constants: Constants<C>) => J;
};

/** The checker has matched arguments and constants to the declared types before either form runs. */
function erase(o: object, flags: { strict: boolean; variadic: boolean; flows: boolean }): Overload {
  return { constants: [], check: () => undefined, ...o, ...flags } as unknown as Overload;
}

/** A form that is null as soon as an argument is null. */
export function strict<
  const A extends Types,
  R extends ExpressionType,
  const C extends readonly ConstantParameter<unknown>[] = [],
>(o: Definition<A, R, C, (...args: Values<A>) => CellOf[R]>): Overload {
  return erase(o, { strict: true, variadic: false, flows: false });
}

/** A strict form over numbers whose JavaScript carries NaN through by itself. */
export function flowing<
  const A extends readonly ('integer' | 'number')[],
  R extends 'integer' | 'number',
  const C extends readonly ConstantParameter<unknown>[] = [],
>(o: Definition<A, R, C, (...args: Values<A>) => number>): Overload {
  return erase(o, { strict: true, variadic: false, flows: true });
}

/** A form that sees nulls. */
export function seeing<
  const A extends Types,
  R extends ExpressionType,
  const C extends readonly ConstantParameter<unknown>[] = [],
>(o: Definition<A, R, C, (...args: Cells<A>) => CellOf[R]>): Overload {
  return erase(o, { strict: false, variadic: false, flows: false });
}

/** A form over one or more arguments of one type that sees nulls when not strict. */
export function variadic<T extends ExpressionType, R extends ExpressionType>(o: {
  type: T;
  atLeast: number;
  strict: boolean;
  returns: R;
  sql: (b: SqlBuilder, args: readonly Sql[]) => Sql;
  js: (...args: CellOf[T][]) => CellOf[R];
}): Overload {
  const args = Array.from({ length: o.atLeast }, () => o.type);
  return erase({ ...o, args, js: () => o.js }, { strict: o.strict, variadic: true, flows: false });
}
