import { describe, expect, it } from 'vitest';
import { columnsAtOnce, inBlocks } from './columns-at-once';

const named = (count: number, name: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => ({ name: name(at) }));

describe('columns of a wide table', () => {
  it('are asked for in blocks, all of them in their order', () => {
    const columns = named(150, (at) => `c${at}`);
    expect(inBlocks(columns).map(({ length }) => length)).toEqual([columnsAtOnce, columnsAtOnce, 30]);
    expect(inBlocks(columns).flat()).toEqual(columns);
    expect(inBlocks([])).toEqual([]);
  });

  it('with long names are fewer in a block, and one alone is a block however long it is', () => {
    const columns = named(20, (at) => `${'ü'.repeat(at === 0 ? 5_000 : 60)}${at}`);
    const blocks = inBlocks(columns);
    expect(blocks[0]).toEqual([columns[0]]);
    expect(blocks.flat()).toEqual(columns);
    for (const block of blocks.slice(1))
      expect(block.reduce((sum, { name }) => sum + encodeURIComponent(name).length, 0)).toBeLessThan(2_400);
    expect(blocks.length).toBeGreaterThan(3);
  });
});
