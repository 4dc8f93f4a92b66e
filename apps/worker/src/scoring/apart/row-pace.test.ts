import { expect, it } from 'vitest';
import { createRowPace } from './row-pace';

it('tells how long a row takes: the first one, which warms the process, does not count', () => {
  let ms = 0;
  const pace = createRowPace(() => ms);
  const make = (took: number) => {
    ms += took;
    pace.made();
  };
  pace.began();
  make(300);
  expect(pace.rowMs()).toBe(0);
  make(20);
  expect(pace.rowMs()).toBe(20);
  ms += 5_000; // nobody asks
  pace.began();
  make(30);
  expect(pace.rowMs()).toBeCloseTo(22);
});

it('takes the word of a process for rows that are made together: the others of a block come at once behind the first', () => {
  let ms = 0;
  const pace = createRowPace(() => ms);
  pace.began();
  ms += 640;
  for (let row = 0; row < 64; row += 1) pace.made(10);
  expect(pace.rowMs()).toBeCloseTo(10);
});
