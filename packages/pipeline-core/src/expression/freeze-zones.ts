import type { Expression, ExpressionNode } from './ast';
import { zoneOffsets } from './zone-offsets';

/**
 * The expression with the transitions of every time zone it names written into it: `local(x, zone)` becomes
 * `local(x, zone, edges, offsets)`, the only form that compiles. What is frozen gives the same answer in any process,
 * whatever its own zone table says.
 */
export function freezeZones({ v, root }: Expression): Expression {
  return { v, root: freeze(root) };
}

function freeze(node: ExpressionNode): ExpressionNode {
  switch (node.k) {
    case 'call': {
      const args = node.args.map(freeze);
      const zone = node.fn === 'local' ? args[1] : undefined;
      return zone?.k === 'text' ? frozenCall(args, zone.v) : { ...node, args };
    }
    case 'case':
      return {
        ...node,
        when: node.when.map(([test, value]) => [freeze(test), freeze(value)]),
        else: node.else === null ? null : freeze(node.else),
      };
    case 'list':
    case 'map':
    case 'num':
    case 'text':
    case 'bool':
    case 'null':
    case 'date':
    case 'timestamp':
    case 'col':
    case 'const':
      return node;
  }
}

function frozenCall(args: readonly ExpressionNode[], zone: string): ExpressionNode {
  const { edges, offsets } = zoneOffsets(zone);
  return { k: 'call', fn: 'local', args: [...args.slice(0, 2), numbers(edges), numbers(offsets)] };
}

function numbers(values: readonly number[]): ExpressionNode {
  return { k: 'list', items: values.map((v) => ({ k: 'num', v: v + 0, int: true })) };
}
