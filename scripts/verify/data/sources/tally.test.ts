import { describe, expect, it } from 'vitest';
import { describeTally, isExact, namesOf, tallyOf } from './tally';

const item = (key: string, content = key) => ({ key, content });

describe('what landed, held against what was brought', () => {
  it('is exact when each came once with its cells, in whatever order', () => {
    const tally = tallyOf([item('a'), item('b')], [item('b'), item('a')]);
    expect(isExact(tally)).toBe(true);
    expect(describeTally(tally, 'files')).toBe('2 files: 0 missing, 0 twice');
    expect(namesOf(tally)).toBeNull();
  });

  it('tells what is missing, came twice, came from nowhere or has other cells', () => {
    const landed = [item('a'), item('a'), item('c', 'changed'), item('x')];
    const tally = tallyOf([item('a'), item('b'), item('c')], landed);
    expect(tally).toEqual({ brought: 3, missing: ['b'], twice: ['a'], foreign: ['x'], changed: ['c'] });
    expect(isExact(tally)).toBe(false);
    expect(namesOf(tally)).toBe('missing: b; twice: a; foreign: x; changed: c');
  });

  it.each([
    ['missing', [item('a')]],
    ['twice', [item('a'), item('b'), item('b')]],
    ['foreign', [item('a'), item('b'), item('c')]],
    ['changed', [item('a'), item('b', 'other')]],
  ])('one that is %s alone is enough', (_, landed) => {
    expect(isExact(tallyOf([item('a'), item('b')], landed))).toBe(false);
  });

  it('is not exact when nothing was brought: nothing would be shown', () => {
    expect(isExact(tallyOf([], []))).toBe(false);
  });
});
