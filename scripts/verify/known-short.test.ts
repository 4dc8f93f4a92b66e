import { expect, it } from 'vitest';
import { judgePreparing } from '../bench/data-prepare';
import { checked } from './check';
import { markKnown } from './known-short';

const rounds = (ms: number) =>
  [1, 2].map(() => ({ ms, cpuMs: ms, bytes: 10, root: '/tmp', digest: 'a', peakMegabytes: null, previews: [5] }));

it('marks the bench line of one statement alone, and only where it is short', () => {
  const lines = judgePreparing(10, { ours: rounds(300), each: rounds(100), last: rounds(50) });
  const given = lines.map(({ claim, bar }) => ({ part: 'bench', claim, bar, figure: '3' }));
  const checks = (pass: boolean) => given.map((line) => checked({ ...line, pass }));
  const known = checks(false).map((check) => markKnown(check).known !== undefined);
  expect(known).toEqual(lines.map(({ bar }) => bar === '<= 1.15x one SQL statement'));
  expect(known.filter(Boolean)).toHaveLength(1);
  expect(checks(true).map((check) => markKnown(check))).toEqual(checks(true));
});
