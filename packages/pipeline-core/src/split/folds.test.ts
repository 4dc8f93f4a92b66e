import { describe, expect, it } from 'vitest';
import { assignFolds, foldMarks } from './assign-folds';
import { foldProblem } from './fold-problem';
import { foldReceiptSchema } from './fold-receipt';
import { makeFolds } from './make-folds';

function sizes(assigned: Int32Array, k: number): number[] {
  return Array.from({ length: k }, (_, fold) => assigned.filter((value) => value === fold).length);
}

describe('folds', () => {
  it('are even, seeded and repeat', () => {
    const options = { strategy: 'k-fold', rows: 103, k: 5, seed: 4 } as const;
    const assigned = assignFolds(options);
    expect(sizes(assigned, 5)).toEqual([21, 21, 21, 20, 20]);
    expect(assignFolds(options)).toEqual(assigned);
    expect(assignFolds({ ...options, seed: 5 })).not.toEqual(assigned);
  });

  it('have their share of every class', () => {
    const codes = Int32Array.from({ length: 100 }, (_, row) => (row < 11 ? 1 : row < 14 ? -1 : 0));
    const assigned = assignFolds({ strategy: 'stratified', rows: 100, k: 5, seed: 1, codes });
    expect(sizes(assigned, 5)).toEqual([20, 20, 20, 20, 20]);
    const ofRare = sizes(assigned.slice(0, 11), 5);
    expect([Math.min(...ofRare), Math.max(...ofRare)]).toEqual([2, 3]);
  });

  it('keep a group together, and are as even as groups allow', () => {
    const codes = Int32Array.from({ length: 90 }, (_, row) => (row < 30 ? 0 : row < 80 ? 1 + (row % 10) : -1));
    const assigned = assignFolds({ strategy: 'grouped', rows: 90, k: 3, seed: 2, codes });
    const foldsOf = new Map<number, Set<number>>();
    codes.forEach((code, row) => {
      if (code >= 0) foldsOf.set(code, (foldsOf.get(code) ?? new Set()).add(assigned[row]!));
    });
    expect([...foldsOf.values()].every((folds) => folds.size === 1)).toBe(true);
    expect(sizes(assigned, 3)).toEqual([30, 30, 30]);
  });

  it('of time learn from what came before, whatever the order of the rows', () => {
    const times = Float64Array.from({ length: 60 }, (_, row) => (row * 37) % 60);
    times[3] = Number.NaN;
    const assigned = assignFolds({ strategy: 'time-series', rows: 60, k: 5, seed: 0, times });
    expect(assigned[3]).toBe(foldMarks.none);
    for (let fold = 0; fold < 5; fold++) {
      const held = [...times].filter((_, row) => assigned[row] === fold);
      const before = [...times].filter((_, row) => assigned[row]! < fold && assigned[row] !== foldMarks.none);
      expect(Math.max(...before)).toBeLessThan(Math.min(...held));
      expect(held.length).toBeGreaterThan(8);
    }
  });

  it('of time keep rows of one moment together, and give every fold one', () => {
    const times = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 3];
    const assigned = assignFolds({ strategy: 'time-series', rows: 12, k: 3, seed: 0, times });
    expect([...assigned]).toEqual([-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 1, 2]);
  });
});

describe('the receipt of folds', () => {
  it('counts what each fold learns from and holds out, by class', () => {
    const codes = [0, 0, 0, 0, 1, 1, 1, -1];
    const target = { codes, classes: ['no', 'yes'] };
    const { receipt } = makeFolds({ strategy: 'stratified', rows: 8, k: 2, seed: 3, codes, target });
    expect(foldReceiptSchema.parse(receipt)).toEqual(receipt);
    expect(receipt.counts).toEqual([
      { train: 4, validation: 4 },
      { train: 4, validation: 4 },
    ]);
    expect(receipt.perClass?.no).toEqual([2, 2]);
    expect(receipt.perClass?.yes?.toSorted()).toEqual([1, 2]);
    expect(receipt.warnings.map(({ code }) => code)).toEqual(['tiny-fold']);
  });

  it('counts expanding folds, and warns of rows without a time', () => {
    const times = Float64Array.from({ length: 200 }, (_, row) => (row < 20 ? Number.NaN : row));
    const { receipt } = makeFolds({ strategy: 'time-series', rows: 200, k: 4, seed: 0, times });
    expect(receipt.counts.map(({ train }) => train)).toEqual([36, 72, 108, 144]);
    expect(receipt.without).toBe(20);
    expect(receipt.warnings.map(({ code }) => code)).toEqual(['no-time']);
  });

  it('warns of groups larger than a fold and of classes a fold lacks', () => {
    const codes = Int32Array.from({ length: 200 }, (_, row) => (row < 120 ? 0 : 1 + (row % 40)));
    const target = { codes: Int32Array.from(codes, (code) => (code === 0 ? 0 : 1)), classes: ['a', 'b'] };
    const { receipt } = makeFolds({ strategy: 'grouped', rows: 200, k: 3, seed: 0, codes, target });
    expect(receipt.warnings.map(({ code }) => code)).toEqual(['uneven-folds', 'class-missing']);
  });
});

describe('what cannot be divided', () => {
  const base = { rows: 10, k: 5, seed: 0 };
  it.each([
    ['more folds than rows', { ...base, rows: 4, strategy: 'k-fold' }, 'too-few-rows'],
    [
      'a class rarer than the folds',
      { ...base, strategy: 'stratified', codes: [0, 0, 0, 0, 0, 0, 0, 1, 1, 1] },
      'rare-class',
    ],
    [
      'fewer groups than folds',
      { ...base, strategy: 'grouped', codes: [0, 0, 0, 0, 1, 1, 1, 2, 2, 3] },
      'too-few-groups',
    ],
    [
      'fewer times than folds',
      { ...base, strategy: 'time-series', times: [1, 1, 2, 2, 3, 3, 4, 4, 5, 5] },
      'too-few-times',
    ],
  ] as const)('names %s', (_what, options, code) => {
    expect(foldProblem(options)?.code).toBe(code);
  });

  it('is not named where it can', () => {
    expect(foldProblem({ ...base, strategy: 'grouped', codes: [0, 0, 0, 0, 1, 1, 1, 2, -1, -1] })).toBeNull();
    expect(foldProblem({ ...base, strategy: 'time-series', times: [1, 2, 3, 4, 5, 6, 6, 6, 6, 6] })).toBeNull();
  });
});
