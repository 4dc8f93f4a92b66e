import type { Overload } from './function-entry';
import type { CellValue, ExpressionType } from './types';

/** An expression after typing: functions resolved to one overload, constants read. Both compilers start here. */
export type Typed =
  | { k: 'null'; type: ExpressionType }
  | { k: 'value'; type: ExpressionType; value: Exclude<CellValue, null> }
  | { k: 'column'; type: ExpressionType; name: string }
  | { k: 'call'; type: ExpressionType; overload: Overload; args: readonly Typed[]; constants: readonly unknown[] }
  | { k: 'case'; type: ExpressionType; when: readonly (readonly [Typed, Typed])[]; otherwise: Typed };

/** A typed node, or a bare `null` whose type its place decides, or nothing after a mistake. */
export type Draft = Typed | 'null' | 'error';

/** Gives a draft the type its place wants. Integer to number needs no work: both are doubles. */
export function settle(draft: Draft, type: ExpressionType): Typed {
  return typeof draft === 'string' ? { k: 'null', type } : draft;
}

export function draftType(draft: Typed | 'null'): ExpressionType | 'null' {
  return draft === 'null' ? 'null' : draft.type;
}

/** A strict call with a null literal is null, whatever the rest. */
export function callOf(overload: Overload, args: readonly Typed[], constants: readonly unknown[]): Typed {
  if (overload.strict && args.some((arg) => arg.k === 'null')) return { k: 'null', type: overload.returns };
  return { k: 'call', type: overload.returns, overload, args, constants };
}

export function fits(type: ExpressionType | 'null', wanted: ExpressionType): boolean {
  return type === 'null' || type === wanted || (type === 'integer' && wanted === 'number');
}
