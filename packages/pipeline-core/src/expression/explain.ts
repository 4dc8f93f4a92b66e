import type { Expression, ExpressionNode } from './ast';
import { isKeyword } from './operators';

/** Precedence levels of the grammar; a part is bracketed where its level is below what its place wants. */
const level = { or: 1, and: 2, not: 3, comparison: 4, coalesce: 5, sum: 6, product: 7, sign: 8, power: 9, postfix: 10 };

type Printed = { text: string; level: number };

const primary = (text: string): Printed => ({ text, level: level.postfix });

const binary = new Map<string, { symbol: string; level: number; left: number; right: number }>([
  ['or', { symbol: ' or ', level: level.or, left: level.or, right: level.and }],
  ['and', { symbol: ' and ', level: level.and, left: level.and, right: level.not }],
  ...(
    [
      ['eq', '='],
      ['ne', '<>'],
      ['lt', '<'],
      ['le', '<='],
      ['gt', '>'],
      ['ge', '>='],
    ] as const
  ).map(
    ([fn, symbol]) =>
      [fn, { symbol: ` ${symbol} `, level: level.comparison, left: level.coalesce, right: level.coalesce }] as const,
  ),
  ['coalesce', { symbol: ' ?? ', level: level.coalesce, left: level.sum, right: level.coalesce }],
  ['add', { symbol: ' + ', level: level.sum, left: level.sum, right: level.product }],
  ['sub', { symbol: ' - ', level: level.sum, left: level.sum, right: level.product }],
  ['concat', { symbol: ' || ', level: level.sum, left: level.sum, right: level.product }],
  ['mul', { symbol: ' * ', level: level.product, left: level.product, right: level.sign }],
  ['div', { symbol: ' / ', level: level.product, left: level.product, right: level.sign }],
  ['idiv', { symbol: ' // ', level: level.product, left: level.product, right: level.sign }],
  ['mod', { symbol: ' % ', level: level.product, left: level.product, right: level.sign }],
  ['pow', { symbol: ' ^ ', level: level.power, left: level.postfix, right: level.sign }],
]);

/** Signs that are also written as functions by their name; which of the two stands there is not known any more. */
const alsoNamed = new Set(['coalesce', 'concat', 'mod', 'pow']);

/** What a function is called in the text of a formula: its sign where it is written as one, else its name. */
export function symbolOf(fn: string): string {
  return alsoNamed.has(fn) ? fn : (binary.get(fn)?.symbol.trim() ?? fn);
}

/** The formula of an expression with the fewest brackets. Parsing it gives the same expression again. */
export function explainExpression(expression: Expression): string {
  return print(expression.root).text;
}

function at(node: ExpressionNode, wanted: number): string {
  const printed = print(node);
  return printed.level < wanted ? `(${printed.text})` : printed.text;
}

export function quoteText(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "''")
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t');
  return `'${escaped}'`;
}

const plainName = /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;

export function quoteColumn(name: string): string {
  return plainName.test(name) && !isKeyword(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}

function numberText(value: number, int: boolean): string {
  const text = String(Math.abs(value));
  const size = int || /[.e]/.test(text) ? text : `${text}.0`;
  return value < 0 ? `-${size}` : size;
}

function list(nodes: readonly ExpressionNode[]): string {
  return nodes.map((node) => print(node).text).join(', ');
}

function print(node: ExpressionNode): Printed {
  switch (node.k) {
    case 'num':
      return { text: numberText(node.v, node.int), level: node.v < 0 ? level.sign : level.postfix };
    case 'text':
      return primary(quoteText(node.v));
    case 'bool':
      return primary(String(node.v));
    case 'null':
      return primary('null');
    case 'date':
      return primary(`date '${node.v}'`);
    case 'timestamp':
      return primary(`timestamp '${node.v}'`);
    case 'col':
      return primary(quoteColumn(node.name));
    case 'list':
      return primary(`[${list(node.items)}]`);
    case 'map':
      return primary(`{${node.items.map(([key, value]) => `${quoteText(key)}: ${print(value).text}`).join(', ')}}`);
    case 'const':
      return primary(`{stored constant ${node.id}}`);
    case 'case':
      return primary(printCase(node));
    case 'call':
      return printCall(node.fn, node.args);
  }
}

function printCase(node: ExpressionNode & { k: 'case' }): string {
  const branches = node.when.map(([test, value]) => `when ${print(test).text} then ${print(value).text}`);
  const otherwise = node.else === null ? '' : ` else ${print(node.else).text}`;
  return `case ${branches.join(' ')}${otherwise} end`;
}

function printComparison(negated: boolean, fn: string, args: readonly ExpressionNode[]): Printed | undefined {
  const [x, y, z] = args;
  const not = negated ? 'not ' : '';
  if (fn === 'is_null' && args.length === 1 && x !== undefined) {
    return { text: `${at(x, level.coalesce)} is ${not}null`, level: level.comparison };
  }
  if (fn === 'in' && args.length === 2 && x !== undefined && y?.k === 'list') {
    return { text: `${at(x, level.coalesce)} ${not}in (${list(y.items)})`, level: level.comparison };
  }
  if (fn === 'between' && args.length === 3 && x !== undefined && y !== undefined && z !== undefined) {
    const range = `${at(y, level.coalesce)} and ${at(z, level.coalesce)}`;
    return { text: `${at(x, level.coalesce)} ${not}between ${range}`, level: level.comparison };
  }
  return undefined;
}

function printCall(fn: string, args: readonly ExpressionNode[]): Printed {
  const [x, y] = args;
  const operator = binary.get(fn);
  if (operator !== undefined && args.length === 2 && x !== undefined && y !== undefined) {
    return { text: `${at(x, operator.left)}${operator.symbol}${at(y, operator.right)}`, level: operator.level };
  }
  const comparison = printComparison(false, fn, args);
  if (comparison !== undefined) return comparison;
  if (fn === 'not' && args.length === 1 && x !== undefined) {
    const negated = x.k === 'call' ? printComparison(true, x.fn, x.args) : undefined;
    return negated ?? { text: `not ${at(x, level.not)}`, level: level.not };
  }
  if (fn === 'neg' && args.length === 1 && x !== undefined && x.k !== 'num') {
    return { text: `-${at(x, level.sign)}`, level: level.sign };
  }
  if (fn === 'get' && args.length === 2 && x !== undefined && y !== undefined) {
    return primary(`${at(x, level.postfix)}[${print(y).text}]`);
  }
  // What freezing added says the same as the zone, in hundreds of numbers.
  return primary(`${fn}(${list(fn === 'local' ? args.slice(0, 2) : args)})`);
}
