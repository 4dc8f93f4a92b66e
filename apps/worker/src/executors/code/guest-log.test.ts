import { expect, it } from 'vitest';
import { guestLog } from './guest-log';

it('of code that prints in a loop a limited number of lines is handed on, then one warning and nothing', () => {
  const said: string[] = [];
  const line = guestLog((level, text) => said.push(`${level} ${text}`));
  for (let count = 0; count < 30_000; count += 1) line(count % 2 === 0 ? 'out' : 'err', `line ${count}`);
  expect(said.slice(0, 2)).toEqual(['info line 0', 'warning line 1']);
  expect(said).toHaveLength(9_900);
  expect(said.at(-1)).toBe('warning The code wrote more than 9900 lines: the rest is left out.');
});
