import { describe, expect, it } from 'vitest';
import { type ExpressionNode, mapNodes } from './ast';

const col = (name: string): ExpressionNode => ({ k: 'col', name });
const upper = (node: ExpressionNode): ExpressionNode => (node.k === 'col' ? col(node.name.toUpperCase()) : node);

describe('mapNodes', () => {
  it('reaches arguments, both halves of each case and what is left over', () => {
    const from: ExpressionNode = {
      k: 'case',
      when: [[{ k: 'call', fn: 'not', args: [col('a')] }, col('b')]],
      else: col('c'),
    };
    expect(mapNodes(from, upper)).toEqual({
      k: 'case',
      when: [[{ k: 'call', fn: 'not', args: [col('A')] }, col('B')]],
      else: col('C'),
    });
    expect(mapNodes({ ...from, else: null }, upper)).toMatchObject({ else: null });
  });

  it('shows a node with its children rewritten already', () => {
    const seen: ExpressionNode[] = [];
    mapNodes({ k: 'call', fn: 'not', args: [col('a')] }, (node) => {
      seen.push(node);
      return upper(node);
    });
    expect(seen).toEqual([col('a'), { k: 'call', fn: 'not', args: [col('A')] }]);
  });

  it('leaves the items of lists and maps alone', () => {
    const list: ExpressionNode = { k: 'list', items: [col('a')] };
    const map: ExpressionNode = { k: 'map', items: [['k', col('a')]] };
    expect([mapNodes(list, upper), mapNodes(map, upper)]).toEqual([list, map]);
  });
});
