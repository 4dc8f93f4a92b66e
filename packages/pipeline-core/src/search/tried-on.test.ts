import { describe, expect, it } from 'vitest';
import { isRunningText, triedOnSchema } from './tried-on';

describe('running text', () => {
  it('has several words, and hardly two rows have the same', () => {
    expect(isRunningText({ texts: 10_003, distinct: 9_999, words: 11.9 })).toBe(true);
    expect(isRunningText({ texts: 7_043, distinct: 3, words: 3 })).toBe(false);
    expect(isRunningText({ texts: 500, distinct: 500, words: 1 })).toBe(false);
    expect(isRunningText({ texts: 0, distinct: 0, words: 0 })).toBe(false);
  });

  it('is asked for by name: a condition nobody knows is refused', () => {
    expect(triedOnSchema.safeParse({ texts: true, mostRows: 10 }).success).toBe(true);
    expect(triedOnSchema.safeParse({ words: true }).success).toBe(false);
  });
});
