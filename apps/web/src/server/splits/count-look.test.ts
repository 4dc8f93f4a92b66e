import { expect, it } from 'vitest';
import { hashOf } from '../testing/stored-things';
import { testSetsOf } from './count-look';

it('finds every test set of several tables once, and none where a table has no split', async () => {
  const [plain, rows, scaled, others] = [hashOf('plain'), hashOf('rows'), hashOf('scaled'), hashOf('others')];
  const sets = new Map([
    [rows, 'first'],
    [scaled, 'first'],
    [others, 'second'],
  ]);
  const found = await testSetsOf([plain, rows, scaled, others], async (table) => sets.get(table) ?? null);
  expect([...found]).toEqual(['first', 'second']);
});
