import { expect, it } from 'vitest';
import { readTypedNumbers } from './read-typed-numbers';

it('reads lists with and without brackets, and leaves what is none', () => {
  expect(readTypedNumbers('[0, 0.5,1]')).toEqual([0, 0.5, 1]);
  expect(readTypedNumbers('0 0.5\n1')).toEqual([0, 0.5, 1]);
  expect(readTypedNumbers('  ')).toBeNull();
  expect(readTypedNumbers('0, one')).toBe('0, one');
  expect(readTypedNumbers('[]')).toBe('[]');
});
