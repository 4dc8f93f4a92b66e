import { expect, it } from 'vitest';
import { checkpointClock } from './checkpoint-clock';

it('asks for a state each second at first, then every 3 % of the time', () => {
  let now = 5_000;
  const clock = checkpointClock(() => now);
  expect(clock.due()).toBe(false);
  now += 999;
  expect(clock.due()).toBe(false);
  now += 1;
  expect(clock.due()).toBe(true);
  clock.saved();
  expect(clock.due()).toBe(false);
  now += 99_000; // 100 s after the start
  expect(clock.due()).toBe(true);
  clock.saved();
  now += 2_900;
  expect(clock.due()).toBe(false);
  now += 200;
  expect(clock.due()).toBe(true);
});

it('waits longer the longer keeping one takes', () => {
  let now = 0;
  const clock = checkpointClock(() => now);
  now = 1_000;
  expect(clock.due()).toBe(true);
  now = 1_500; // half a second to pack, write and record it
  clock.saved();
  now = 11_400;
  expect(clock.due()).toBe(false);
  now = 11_500;
  expect(clock.due()).toBe(true);
});
