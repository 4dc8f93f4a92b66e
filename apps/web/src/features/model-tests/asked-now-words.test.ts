import { expect, it } from 'vitest';
import { askedNowWords } from './asked-now-words';

const [yes, no] = [{ passed: true }, { passed: false }];

it('says how many tests a release passes', () => {
  expect(askedNowWords('v2', [yes, no, yes])).toBe('v2 passes 2 of 3');
  expect(askedNowWords('v2', [yes, yes])).toBe('v2 passes all 2');
  expect(askedNowWords('v2', [yes])).toBe('v2 passes it');
  expect(askedNowWords('v2', [no])).toBe('v2 passes 0 of 1');
  expect(askedNowWords('v2', [])).toBe('v2 was asked no test');
});
