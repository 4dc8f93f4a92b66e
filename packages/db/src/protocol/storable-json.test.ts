import { describe, expect, it } from 'vitest';
import { isStorableJson, storableJson } from './storable-json';

describe('storableJson', () => {
  it('replaces NUL and lone surrogates and nothing else', () => {
    const value = ['a\u0000b', '\ud800', '\udc00x', '😀', 'back\\u0000slash', '\\'];
    expect(JSON.parse(storableJson(JSON.stringify(value)))).toEqual([
      'a\ufffdb',
      '\ufffd',
      '\ufffdx',
      '😀',
      'back\\u0000slash',
      '\\',
    ]);
  });

  it('knows what needs no change', () => {
    expect(isStorableJson(JSON.stringify({ text: 'ä \\u0000 😀' }))).toBe(true);
    expect(isStorableJson(JSON.stringify('\u0000'))).toBe(false);
  });
});
