import { expect, it } from 'vitest';
import { nextIndent } from './next-indent';

it.each([
  ['x = 1', ''],
  ['if x:', '    '],
  ['for y in x:  # all', '    '],
  ['if x:\n    y = {"a": 1}', '    '],
  ['def f():\n    return 1', ''],
  ['if a:\n    if b:\n        break', '    '],
  ['returned = 1', ''],
])('after %j the next line begins with %j', (before, indent) => {
  expect(nextIndent(before)).toBe(indent);
});
