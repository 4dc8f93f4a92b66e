import { expect, it } from 'vitest';
import { blocksOf, columnsAtOnce } from './blocks-of';

it('cuts a list into blocks that hold everything once, in order', () => {
  const items = Array.from({ length: 2 * columnsAtOnce + 1 }, (_, at) => at);
  const blocks = [...blocksOf(items)];
  expect(blocks.map(({ length }) => length)).toEqual([columnsAtOnce, columnsAtOnce, 1]);
  expect(blocks.flat()).toEqual(items);
  expect([...blocksOf([1, 2, 3], 2)]).toEqual([[1, 2], [3]]);
  expect([...blocksOf([])]).toEqual([]);
});
