import { expect, it } from 'vitest';
import { mistypedKey, readKey } from './read-key';

it('reads whole numbers and leaves other text of a number to be refused', () => {
  expect(readKey(' 8 ', 'integer')).toBe(8);
  expect(readKey('eight', 'integer')).toBe('eight');
});

it('names the column of a key that is not of its type, the type, and what was written', () => {
  const keys = [
    { name: 'shop', type: 'text' as const },
    { name: 'hr', type: 'integer' as const },
  ];
  expect(mistypedKey(keys, ['Bern', 'eight'])).toBe(
    'hr is a whole number (integer), and “eight” is not. Write a key such as those the view holds.',
  );
  expect(mistypedKey(keys, ['Bern', ''])).toContain('hr is a whole number (integer), and nothing is written there.');
});
