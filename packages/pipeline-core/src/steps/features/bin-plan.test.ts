import { describe, expect, it } from 'vitest';
import { binLabels, risingEdges } from './bin-plan';

describe('binLabels', () => {
  it('shortens numbers, but never so far that two bins share a name', () => {
    expect(binLabels([1 / 3, 2 / 3])).toEqual(['below 0.333333', '0.333333 to 0.666667', '0.666667 and more']);
    expect(binLabels([1.00000001, 1.00000002])[1]).toBe('1.00000001 to 1.00000002');
    expect(binLabels([])).toEqual(['all']);
  });
});

describe('risingEdges', () => {
  it('sorts by size and keeps one of each', () => {
    expect(risingEdges([100, 9, 9, 0, -0])).toEqual([0, 9, 100]);
  });
});
