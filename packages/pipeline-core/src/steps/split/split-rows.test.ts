import { expect, it } from 'vitest';
import { splitRows } from './split-rows';

it.each([
  [{ strategy: 'time-ordered' }, 'It has no time.'],
  [{ strategy: 'time-ordered', gap: 3 }, 'It has no time, or lies in the gap of 3 after a part.'],
  [{ strategy: 'expression', rule: 'x > 1', gap: 3 }, 'The rule gives it no part.'],
  [{ strategy: 'random' }, 'The split gives it no part.'],
  [{ strategy: 'grouped', gap: 3 }, 'The split gives it no part.'],
])('says of a row left out by %o why', (params, why) => {
  expect(splitRows.whyDropped?.(splitRows.params.parse(params), 'table')).toBe(why);
});
