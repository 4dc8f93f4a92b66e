import { expect, it } from 'vitest';
import { rowWords } from './row-words';

it('says a row in one line, cut where it is wide or a value is long', () => {
  expect(rowWords({ tenure: 12, contract: 'monthly', phone: null })).toBe('tenure 12, contract monthly, phone null');
  expect(rowWords({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 })).toBe('a 1, b 2, c 3, d 4, e 5, f 6 and 1 more');
  expect(rowWords({ text: 'a very long text that goes on and on' })).toBe('text a very long text that go…');
});
