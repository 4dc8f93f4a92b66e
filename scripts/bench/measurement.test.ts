import { describe, expect, it } from 'vitest';
import { compared, isMet, measured, notMeasured, spreadOf } from './measurement';

const claim = { bench: 'b', claim: 'c', unit: 'ms' };

describe('spreadOf', () => {
  it('gives minimum, median and maximum of odd and even counts', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 });
  });
});

describe('a bar', () => {
  const below = (value: number) => value <= 10;
  it('is met by the median and four rounds of five', () => {
    expect(isMet([9, 9, 9, 9, 50], below)).toBe(true);
    expect(isMet([9, 9, 9, 50, 50], below)).toBe(false);
    expect(isMet([9, 11, 11, 11, 11], below)).toBe(false);
    expect(isMet([], below)).toBe(false);
  });

  it('may lie below or above', () => {
    expect(measured({ ...claim, values: [10], most: 10 })).toMatchObject({ verdict: 'pass', bar: '<= 10 ms' });
    expect(measured({ ...claim, values: [0.86], least: 0.868 }).verdict).toBe('short');
  });

  it('of a ratio is judged round by round', () => {
    const result = compared({ ...claim, ours: [1, 4], peer: [2, 4], peerName: 'peer', mostRatio: 1 });
    expect(result).toMatchObject({ ratio: { min: 0.5, median: 0.75, max: 1 }, verdict: 'pass', bar: '<= 1.0x peer' });
    expect(compared({ ...claim, ours: [101.2], peer: [100], peerName: 'peer', mostRatio: 1 }).verdict).toBe('short');
    expect(compared({ ...claim, ours: [100.4], peer: [100], peerName: 'peer', mostRatio: 1 }).verdict).toBe('pass');
  });

  it('against a peer may ask for so many times as much', () => {
    const twice = { ...claim, peer: [10, 10], peerName: 'peer', leastRatio: 2 };
    expect(compared({ ...twice, ours: [20, 30] })).toMatchObject({ verdict: 'pass', bar: '>= 2.0x peer' });
    expect(compared({ ...twice, ours: [19, 19] }).verdict).toBe('short');
  });

  it('without a measurement is neither met nor missed', () => {
    expect(notMeasured({ ...claim, bar: '<= 1', reason: 'no peer' })).toMatchObject({
      verdict: 'not measured',
      note: 'no peer',
      ours: null,
    });
  });
});
