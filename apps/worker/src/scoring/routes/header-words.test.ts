import { expect, it } from 'vitest';
import { headerWords } from './header-words';

it('keeps words as they are, but for what no header holds', () => {
  expect(headerWords('v7, because plan is late')).toBe('v7, because plan is late');
  expect(headerWords('über\r\nset-cookie: a')).toBe('?ber??set-cookie: a');
  expect(headerWords('x'.repeat(501))).toBe(`${'x'.repeat(497)}...`);
});
