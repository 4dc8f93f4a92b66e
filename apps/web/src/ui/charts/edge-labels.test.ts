import { describe, expect, it } from 'vitest';
import { edgeLabels } from './edge-labels';

const texts = (first: number, last: number, format?: (value: number) => string) =>
  edgeLabels({ first, last, format }).map(({ text }) => text);

describe('figures under a histogram', () => {
  it('are round and hold 0', () => {
    expect(texts(-466.965, 444.217)).toEqual(['−250', '0', '250']);
    expect(texts(0, 72)).toEqual(['0', '20', '40', '60']);
  });

  it('are the ends and the middle where the values have words of their own', () => {
    expect(texts(0, 10, (value) => `day ${value}`)).toEqual(['day 0', 'day 5', 'day 10']);
  });
});
