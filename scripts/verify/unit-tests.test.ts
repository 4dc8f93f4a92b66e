import { expect, it } from 'vitest';
import { judgeTested } from './unit-tests';

const ends = [
  { file: 'a.test.ts', name: 'trees give equal bytes', passed: true },
  { file: 'a.test.ts', name: 'nets give equal bytes', passed: false },
  { file: 'b.test.ts', name: 'all is well', passed: true },
];
const judge = (tests: { file: string; name?: RegExp }[]) =>
  judgeTested('threads', [{ claim: 'equal', bar: 'bytes', tests }], ends)[0];

it('judges a claim by the tests that it names, and by no others', () => {
  expect(judge([{ file: 'a.test.ts', name: /^trees/ }, { file: 'b.test.ts' }])).toMatchObject({
    verdict: 'pass',
    figure: '2/2 tests',
  });
  expect(judge([{ file: 'a.test.ts' }])).toMatchObject({ verdict: 'short', note: 'nets give equal bytes' });
});

it('is short where a test that it names is gone', () => {
  const check = judge([{ file: 'b.test.ts' }, { file: 'a.test.ts', name: /forests/ }]);
  expect(check).toMatchObject({ verdict: 'short', figure: '1/1 tests' });
  expect(check?.note).toContain('a.test.ts /forests/');
});
