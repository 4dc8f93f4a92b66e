import { expect, it } from 'vitest';
import { gatherTurn } from './gather-turn';

it('writes once for all of a turn, in order, and nobody goes on before that', async () => {
  const written: (readonly number[])[] = [];
  const seen: string[] = [];
  const keep = gatherTurn<number>((items) => void written.push(items));
  const answers = [[1], [2, 3], [4]].map((items) => keep(items).then(() => seen.push(`${written.length} ${items}`)));
  await Promise.resolve();
  expect([written, seen]).toEqual([[], []]);
  await Promise.all(answers);
  expect(written).toEqual([[1, 2, 3, 4]]);
  expect(seen).toEqual(['1 1', '1 2,3', '1 4']);
  await keep([5]);
  expect(written.at(-1)).toEqual([5]);
});

it('tells everybody whose write has thrown, and goes on with the next turn', async () => {
  let broken = true;
  const written: number[] = [];
  const keep = gatherTurn<number>((items) => {
    if (broken) throw new Error('ENOSPC');
    written.push(...items);
  });
  const [first, second] = await Promise.allSettled([keep([1]), keep([2])]);
  expect([first?.status, second?.status]).toEqual(['rejected', 'rejected']);
  broken = false;
  await keep([3]);
  expect(written).toEqual([3]);
});
