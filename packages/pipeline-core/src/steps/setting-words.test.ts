import { describe, expect, it } from 'vitest';
import { findContract } from './catalog';
import { searchableTypes } from './searchable';
import { settingsInWords, settingTitle } from './setting-words';

describe('settings in words', () => {
  it('have the names of the form, and values of a choice its words', () => {
    const words = settingsInWords('gradient-boosted-trees', { learningRate: 0.123456, maxLeaves: 31, maxDepth: 0 });
    expect(words).not.toMatch(/learningRate|maxLeaves|maxDepth/);
    expect(words).toContain('0.1235');
    expect(settingsInWords('gone-type', { a: 1 })).toBe('a 1');
  });

  it('are known for all that a search may change', () => {
    for (const type of searchableTypes) {
      for (const name of Object.keys(findContract(type)?.trains?.space ?? {}))
        expect(`${type} ${settingTitle(type, name)}`).not.toBe(`${type} ${name}`);
    }
  });
});
