import { describe, expect, it } from 'vitest';
import { readNumbers, readTexts } from './read-list';

describe('lists that are typed', () => {
  it('takes one text a line and leaves empty lines out', () => {
    expect(readTexts('NA\n n/a \n\n?')).toEqual(['NA', 'n/a', '?']);
  });

  it('takes numbers with any mark between, and names what is none', () => {
    expect(readNumbers('18, 30;65 -1.5\n1e3')).toEqual({ numbers: [18, 30, 65, -1.5, 1000] });
    expect(readNumbers('18, old')).toEqual({ numbers: [], wrong: 'old' });
    expect(readNumbers('')).toEqual({ numbers: [] });
  });
});
