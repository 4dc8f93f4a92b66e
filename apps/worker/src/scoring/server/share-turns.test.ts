import { expect, it } from 'vitest';
import { gatherWrites, shareTurns } from './share-turns';

it('writes once for all of a turn, in order, and nobody goes on before that', async () => {
  const written: (readonly number[])[] = [];
  const seen: string[] = [];
  const turn = shareTurns();
  const keep = gatherWrites<number>((items) => void written.push(items));
  const request = (items: number[]) =>
    turn().then(() => {
      seen.push(`read ${items}`);
      return keep(items).then(() => seen.push(`answered ${items} after ${written.length}`));
    });
  const answers = [[1], [2, 3], [4]].map(request);
  await Promise.resolve();
  expect([written, seen]).toEqual([[], []]);
  await Promise.all(answers);
  expect(written).toEqual([[1, 2, 3, 4]]);
  expect(seen).toEqual([
    ...['read 1', 'read 2,3', 'read 4'],
    ...['answered 1 after 1', 'answered 2,3 after 1', 'answered 4 after 1'],
  ]);
  await request([5]);
  expect(written.at(-1)).toEqual([5]);
});

it('tells everybody whose write has thrown, and goes on with what comes next', async () => {
  let broken = true;
  const written: number[] = [];
  const keep = gatherWrites<number>((items) => {
    if (broken) throw new Error('ENOSPC');
    written.push(...items);
  });
  const [first, second] = await Promise.allSettled([keep([1]), keep([2])]);
  expect([first?.status, second?.status]).toEqual(['rejected', 'rejected']);
  broken = false;
  await keep([3]);
  expect(written).toEqual([3]);
});
