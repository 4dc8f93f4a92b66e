import { expect, it } from 'vitest';
import { numbersText, readTypedNumbers } from './read-typed-numbers';

it('reads lists with and without brackets, and leaves what is none', () => {
  expect(readTypedNumbers('[0, 0.5,1]')).toEqual([0, 0.5, 1]);
  expect(readTypedNumbers('0 0.5\n1')).toEqual([0, 0.5, 1]);
  expect(readTypedNumbers('  ')).toBeNull();
  expect(readTypedNumbers('0, one')).toBe('0, one');
  expect(readTypedNumbers('[]')).toBe('[]');
});

it('leaves what is typed as it is while it stands for the value, and writes any other value', () => {
  for (const text of ['0.', '0.5, ', '[1', ' ', 'one']) {
    const value = readTypedNumbers(text);
    expect(numbersText(value, { text, value })).toBe(text);
  }
  const typed = { text: '0.5, ', value: readTypedNumbers('0.5, ') };
  expect(numbersText([1, 0], typed)).toBe('[1,0]');
  expect(numbersText(null, typed)).toBe('');
  expect(numbersText('one', null)).toBe('one');
});
