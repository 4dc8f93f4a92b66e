import { expect, it } from 'vitest';
import { driveConsumers } from './drive-consumers';

it('takes a block of each in turn, so that an endless topic keeps none waiting', async () => {
  const left = new Map([
    ['endless', Number.POSITIVE_INFINITY],
    ['short', 2],
  ]);
  const seen: string[] = [];
  await driveConsumers({
    blocks: async () =>
      [...left].map(([topic, blocks]) => async () => {
        seen.push(topic);
        left.set(topic, blocks - 1);
        if (blocks <= 1) left.delete(topic);
        return true;
      }),
    stopped: () => seen.length >= 6,
  });
  expect(seen).toEqual(['endless', 'short', 'endless', 'short', 'endless', 'endless']);
});

it('finds what came meanwhile, and ends when nothing is left', async () => {
  const rounds = [['a', 'b'], ['c'], []];
  const seen: string[] = [];
  await driveConsumers({
    blocks: async () =>
      (rounds.shift() ?? []).map((name) => async () => {
        seen.push(name);
        return true;
      }),
    stopped: () => false,
  });
  expect(seen).toEqual(['a', 'b', 'c']);
});

it('does nothing once it is stopped', async () => {
  const blocks = () => Promise.reject(new Error('must not be asked'));
  await expect(driveConsumers({ blocks, stopped: () => true })).resolves.toBeUndefined();
});
