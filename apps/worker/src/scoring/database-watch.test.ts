import { expect, it } from 'vitest';
import { createQuietLogger } from '../testing/quiet-logger';
import { watchDatabase } from './database-watch';

it('says since when the database is away, and that it is back', async () => {
  let there = true;
  let now = 1_000;
  const watch = watchDatabase({
    ask: () => (there ? Promise.resolve() : Promise.reject(new Error('connection refused'))),
    now: () => now,
    logger: createQuietLogger(),
    everyMs: 3_600_000,
  });
  expect(await watch.look()).toBe(true);
  expect(watch.state()).toEqual({ state: 'answers' });
  there = false;
  now = 5_000;
  expect(await watch.look()).toBe(false);
  now = 9_000;
  await watch.look();
  expect(watch.state()).toEqual({ state: 'away', since: new Date(5_000).toISOString() });
  there = true;
  await watch.look();
  expect(watch.state()).toEqual({ state: 'answers' });
  await watch.stop();
});
