import { z } from 'zod';

export type ExpressionNode =
  | { k: 'num'; v: number; int: boolean }
  | { k: 'text'; v: string }
  | { k: 'bool'; v: boolean }
  | { k: 'null' }
  | { k: 'date'; v: string }
  | { k: 'timestamp'; v: string }
  | { k: 'col'; name: string }
  | { k: 'call'; fn: string; args: ExpressionNode[] }
  | { k: 'case'; when: [ExpressionNode, ExpressionNode][]; else: ExpressionNode | null }
  | { k: 'list'; items: ExpressionNode[] }
  | { k: 'map'; items: [string, ExpressionNode][] }
  | { k: 'const'; id: string };

/** What is saved, hashed and frozen. Operators are calls; positions in the text stay outside. */
export type Expression = { v: 1; root: ExpressionNode };

/** Raised when a function changes meaning; a release carries the version it was fitted with. */
export const expressionVersion = 1;

const nodes = z.lazy(() => expressionNodeSchema);

/** One node. Names of functions are checked later, so a document with an unknown one can still be opened and repaired. */
export const expressionNodeSchema: z.ZodType<ExpressionNode> = z.discriminatedUnion('k', [
  z.strictObject({ k: z.literal('num'), v: z.number(), int: z.boolean() }),
  z.strictObject({ k: z.literal('text'), v: z.string() }),
  z.strictObject({ k: z.literal('bool'), v: z.boolean() }),
  z.strictObject({ k: z.literal('null') }),
  z.strictObject({ k: z.literal('date'), v: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
  z.strictObject({ k: z.literal('timestamp'), v: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/) }),
  z.strictObject({ k: z.literal('col'), name: z.string().min(1) }),
  z.strictObject({ k: z.literal('call'), fn: z.string().regex(/^[a-z][a-z0-9_]*$/), args: z.array(nodes) }),
  z.strictObject({ k: z.literal('case'), when: z.array(z.tuple([nodes, nodes])).min(1), else: nodes.nullable() }),
  z.strictObject({ k: z.literal('list'), items: z.array(nodes) }),
  z.strictObject({ k: z.literal('map'), items: z.array(z.tuple([z.string(), nodes])) }),
  z.strictObject({ k: z.literal('const'), id: z.string().min(1) }),
]);

export const expressionSchema: z.ZodType<Expression> = z.strictObject({ v: z.literal(1), root: expressionNodeSchema });

/** The direct children of a node, in order of writing. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.k) {
    case 'call':
      return node.args;
    case 'case':
      return [...node.when.flat(), ...(node.else === null ? [] : [node.else])];
    case 'list':
      return node.items;
    case 'map':
      return node.items.map(([, value]) => value);
    case 'num':
    case 'text':
    case 'bool':
    case 'null':
    case 'date':
    case 'timestamp':
    case 'col':
    case 'const':
      return [];
  }
}

/** The columns an expression reads, each once, in order of first use. */
export function columnsOf(expression: Expression): string[] {
  const names = new Set<string>();
  const visit = (node: ExpressionNode): void => {
    if (node.k === 'col') names.add(node.name);
    childrenOf(node).forEach(visit);
  };
  visit(expression.root);
  return [...names];
}

/**
 * The tree rewritten from the leaves up: `change` sees every node once its children are rewritten. Items of lists and
 * maps are constants, not parts of the calculation, and stay as they are.
 */
export function mapNodes(node: ExpressionNode, change: (node: ExpressionNode) => ExpressionNode): ExpressionNode {
  const visit = (child: ExpressionNode): ExpressionNode => mapNodes(child, change);
  switch (node.k) {
    case 'call':
      return change({ ...node, args: node.args.map(visit) });
    case 'case':
      return change({
        ...node,
        when: node.when.map(([test, value]) => [visit(test), visit(value)]),
        else: node.else === null ? null : visit(node.else),
      });
    case 'num':
    case 'text':
    case 'bool':
    case 'null':
    case 'date':
    case 'timestamp':
    case 'col':
    case 'const':
    case 'list':
    case 'map':
      return change(node);
  }
}

/**
 * Puts large constants that are stored beside the expression back into it. Constants that are not in `constants`
 * stay references; the checker reports them.
 */
export function resolveConstants(expression: Expression, constants: ReadonlyMap<string, ExpressionNode>): Expression {
  const root = mapNodes(expression.root, (node) => (node.k === 'const' ? (constants.get(node.id) ?? node) : node));
  return { v: 1, root };
}
