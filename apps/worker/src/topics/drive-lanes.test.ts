import { expect, it } from 'vitest';
import { until } from '../testing/until';
import { driveLanes, type Lane } from './drive-lanes';

/** Lanes with so many blocks each; what they took, in order. A held lane waits in its first block. */
function setUp(blocks: Record<string, number>, o: { most: number; held?: string }) {
  const taken: string[] = [];
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let atWork = 0;
  let mostAtWork = 0;
  const take = async (key: string) => {
    atWork += 1;
    mostAtWork = Math.max(mostAtWork, atWork);
    if (key === o.held) await gate;
    await Promise.resolve();
    blocks[key] = (blocks[key] ?? 0) - 1;
    taken.push(key);
    atWork -= 1;
    return true;
  };
  const lanes = async (): Promise<Lane[]> =>
    Object.keys(blocks)
      .filter((key) => (blocks[key] ?? 0) > 0)
      .map((key) => ({ key, take: () => take(key) }));
  const run = (more: Partial<Parameters<typeof driveLanes>[0]> = {}) =>
    driveLanes({ lanes, most: o.most, restMs: 20, now: () => performance.now(), stopped: () => false, ...more });
  return { taken, letGo: () => letGo(), run, mostAtWork: () => mostAtWork };
}

it('lets no lane wait for a slow one', async () => {
  const { taken, letGo, run } = setUp({ slow: 1, quick: 3 }, { most: 2, held: 'slow' });
  const done = run();
  await until(() => taken.length === 3, { what: 'the blocks of the quick one' });
  letGo();
  await done;
  expect(taken).toEqual(['quick', 'quick', 'quick', 'slow']);
});

it('takes no more than so many at a time, in turn', async () => {
  const { taken, run, mostAtWork } = setUp({ a: 3, b: 3, c: 3, d: 3 }, { most: 2 });
  await run();
  expect(mostAtWork()).toBe(2);
  expect(taken.slice(0, 4).sort()).toEqual(['a', 'b', 'c', 'd']);
});

it('lets a lane rest that can do nothing, and ends', async () => {
  let asked = 0;
  const take = async () => {
    asked += 1;
    return false;
  };
  const { run } = setUp({}, { most: 2 });
  await run({ lanes: async () => [{ key: 'stuck', take }], now: () => 0 });
  expect(asked).toBe(1);
});

it('tells of an error once the others are done, and begins nothing when it is stopped', async () => {
  const { taken, run } = setUp({ a: 1 }, { most: 2 });
  const broken = { key: 'broken', take: () => Promise.reject(new Error('no connection')) };
  const well = { key: 'a', take: async () => Boolean(taken.push('a')) };
  await expect(run({ lanes: async () => [broken, well] })).rejects.toThrow('no connection');
  await run({ stopped: () => true });
  expect(taken).toEqual(['a']);
});
