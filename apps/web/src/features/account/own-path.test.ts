import { describe, expect, it } from 'vitest';
import { ownPath } from './own-path';

describe('the page after signing in', () => {
  it.each(['/', '/p/one/data', '/welcome?invitation=a-b', '/p/one#two'])('is %s', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'p/one',
    'https://elsewhere.test/',
    '//elsewhere.test',
    '/\\elsewhere.test',
    '/\t/elsewhere.test',
    '/\n/elsewhere.test',
    'javascript:alert(1)',
  ])('is home instead of %j', (asked) => {
    expect(ownPath(asked)).toBe('/');
  });
});
