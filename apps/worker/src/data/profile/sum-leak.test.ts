import { describe, expect, it } from 'vitest';
import { findSumLeaks } from './sum-leak';

const rows = 50;
const of = (value: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => value(row));

describe('findSumLeaks', () => {
  it('names two columns that add up to the target', () => {
    const casual = { name: 'casual', values: of((row) => row % 7) };
    const registered = { name: 'registered', values: of((row) => row * 3 + 0.5) };
    const hour = { name: 'hour', values: of((row) => row % 24) };
    const target = of((row) => (row % 7) + row * 3 + 0.5);
    const leaks = findSumLeaks([hour, casual, registered], target);
    expect([...leaks]).toEqual([
      ['casual', 'registered'],
      ['registered', 'casual'],
    ]);
  });

  it('is not fooled by one row that differs, by few rows, or by zeros beside a copy', () => {
    const one = { name: 'one', values: of((row) => row) };
    const two = { name: 'two', values: of(() => 1) };
    const target = of((row) => (row === 49 ? 0 : row + 1));
    expect(findSumLeaks([one, two], target).size).toBe(0);
    const short = (values: Float64Array) => values.slice(0, 5);
    expect(
      findSumLeaks(
        [
          { ...one, values: short(one.values) },
          { ...two, values: short(two.values) },
        ],
        short(of((row) => row + 1)),
      ).size,
    ).toBe(0);
    expect(findSumLeaks([one, { name: 'zero', values: of(() => 0) }], one.values).size).toBe(0);
  });
});
