import type { Expression, ExpressionNode } from '../expression/ast';

/** Short constructors for expressions that steps make; every value is data, never text to be parsed. */
export function col(name: string): ExpressionNode {
  return { k: 'col', name };
}

export function num(v: number): ExpressionNode {
  return { k: 'num', v, int: false };
}

export function int(v: number): ExpressionNode {
  return { k: 'num', v, int: true };
}

export function text(v: string): ExpressionNode {
  return { k: 'text', v };
}

export function bool(v: boolean): ExpressionNode {
  return { k: 'bool', v };
}

export function call(fn: string, ...args: ExpressionNode[]): ExpressionNode {
  return { k: 'call', fn, args };
}

export function list(items: readonly ExpressionNode[]): ExpressionNode {
  return { k: 'list', items: [...items] };
}

export function map(items: readonly (readonly [string, ExpressionNode])[]): ExpressionNode {
  return { k: 'map', items: items.map(([key, value]) => [key, value]) };
}

export function expression(root: ExpressionNode): Expression {
  return { v: 1, root };
}
