import type { Expression, ExpressionNode } from './ast';
import { explainExpression, quoteText } from './explain';

const comparisons = new Map([
  ['eq', 'is'],
  ['ne', 'is not'],
  ['lt', 'is below'],
  ['le', 'is at most'],
  ['gt', 'is above'],
  ['ge', 'is at least'],
]);

const operators = new Map([
  ['add', 'plus'],
  ['sub', 'minus'],
  ['mul', 'times'],
  ['div', 'divided by'],
  ['pow', 'to the power of'],
  ['and', 'and'],
  ['or', 'or'],
]);

/** A sentence for people; parts without a wording of their own appear as formula. */
export function describeExpression(expression: Expression): string {
  const text = phrase(expression.root, 0);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function formula(node: ExpressionNode): string {
  return explainExpression({ v: 1, root: node });
}

function phrase(node: ExpressionNode, depth: number): string {
  switch (node.k) {
    case 'col':
      return `“${node.name}”`;
    case 'text':
      return quoteText(node.v);
    case 'null':
      return 'nothing';
    case 'call':
      return depth > 3 ? formula(node) : call(node.fn, node.args, depth);
    case 'case':
      return depth > 2 ? formula(node) : cases(node, depth);
    case 'num':
    case 'bool':
    case 'date':
    case 'timestamp':
    case 'list':
    case 'map':
    case 'const':
      return formula(node);
  }
}

function cases(node: ExpressionNode & { k: 'case' }, depth: number): string {
  const branches = node.when.map(([test, value]) => `${phrase(value, depth + 1)} if ${phrase(test, depth + 1)}`);
  const otherwise = node.else === null ? 'nothing' : phrase(node.else, depth + 1);
  return `${branches.join(', ')}, otherwise ${otherwise}`;
}

function call(fn: string, args: readonly ExpressionNode[], depth: number): string {
  const texts = args.map((arg) => phrase(arg, depth + 1));
  const [x = '', y = '', z = ''] = texts;
  const comparison = comparisons.get(fn);
  if (comparison !== undefined) return `${x} ${comparison} ${y}`;
  const operator = operators.get(fn);
  if (operator !== undefined) return depth > 0 ? `(${x} ${operator} ${y})` : `${x} ${operator} ${y}`;
  switch (fn) {
    case 'not':
      return `it is not so that ${x}`;
    case 'is_null':
      return `${x} is missing`;
    case 'between':
      return `${x} is from ${y} to ${z}`;
    case 'in':
      return `${x} is one of ${y}`;
    case 'coalesce':
      return `${x}, or ${y} where it is missing`;
    case 'if':
      return `${y} if ${x}, otherwise ${z}`;
    case 'neg':
      return `minus ${x}`;
    case 'clip':
      return `${x} held between ${y} and ${z}`;
    case 'bin':
      return `the bin of ${x} among the edges ${y}`;
    case 'local':
      return `${x} by the clocks of ${y}`;
    case 'lookup':
      return `what the table holds for ${x}, or ${z} for anything not in it`;
    default:
      if (texts.length === 0) return fn.replaceAll('_', ' ');
      return `${fn.replaceAll('_', ' ')} of ${texts.join(', ')}`;
  }
}
