import { type Expression, type ExpressionNode, mapNodes } from './ast';
import { zoneOffsets } from './zone-offsets';

/**
 * The expression with the transitions of every time zone it names written into it: `local(x, zone)` becomes
 * `local(x, zone, edges, offsets)`, the only form that compiles. What is frozen gives the same answer in any process,
 * whatever its own zone table says.
 */
export function freezeZones({ v, root }: Expression): Expression {
  return { v, root: mapNodes(root, freeze) };
}

function freeze(node: ExpressionNode): ExpressionNode {
  const zone = node.k === 'call' && node.fn === 'local' ? node.args[1] : undefined;
  return node.k === 'call' && zone?.k === 'text' ? frozenCall(node.args, zone.v) : node;
}

function frozenCall(args: readonly ExpressionNode[], zone: string): ExpressionNode {
  const { edges, offsets } = zoneOffsets(zone);
  return { k: 'call', fn: 'local', args: [...args.slice(0, 2), numbers(edges), numbers(offsets)] };
}

function numbers(values: readonly number[]): ExpressionNode {
  return { k: 'list', items: values.map((v) => ({ k: 'num', v: v + 0, int: true })) };
}
