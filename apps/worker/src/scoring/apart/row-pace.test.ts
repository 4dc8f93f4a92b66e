import { expect, it } from 'vitest';
import { createRowPace } from './row-pace';

it('tells how long a row takes: the first one, which warms the process, does not count', () => {
  let ms = 0;
  const pace = createRowPace(() => ms);
  const make = (took: number, rows = 1) => {
    ms += took;
    pace.made(rows);
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
  make(40, 8); // eight that came in one message, of 5 ms each
  expect(pace.rowMs()).toBeCloseTo(5 + 0.8 ** 8 * 17);
});
