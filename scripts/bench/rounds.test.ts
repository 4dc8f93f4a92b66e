import { expect, it } from 'vitest';
import { interleave } from './rounds';

it('runs the sides in turn, counts no warm-up, and tells each round', async () => {
  const ran: string[] = [];
  const told: string[] = [];
  const side = (name: string) => async () => ran.push(name);
  const seen = await interleave({ ours: side('a'), peer: side('b') }, 2, (message) => told.push(message));
  expect(ran.join('')).toBe('ababab');
  expect(seen).toEqual({ ours: [3, 5], peer: [4, 6] });
  expect(told).toEqual(['warmed up', 'round 1 of 2', 'round 2 of 2']);
});
