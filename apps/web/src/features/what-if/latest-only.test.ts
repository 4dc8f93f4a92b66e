import { expect, it } from 'vitest';
import { latestOnly } from './latest-only';

it('answers the first and the last of what came while it was busy', async () => {
  const asked: number[] = [];
  const ends: (() => void)[] = [];
  const ask = latestOnly((input: number) => {
    asked.push(input);
    return new Promise<void>((resolve) => ends.push(resolve));
  });
  for (const input of [1, 2, 3, 4]) ask(input);
  expect(asked).toEqual([1]);
  ends[0]?.();
  await Promise.resolve();
  expect(asked).toEqual([1, 4]);
  ends[1]?.();
  await new Promise((resolve) => setImmediate(resolve));
  ask(5);
  expect(asked).toEqual([1, 4, 5]);
});
