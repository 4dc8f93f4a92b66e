import { describe, expect, it } from 'vitest';
import { randomSplit, sequentialSplit, splitReceiptSchema, splitRows, stratifiedSplit } from './index';

const ratios = { train: 0.7, validation: 0.1, test: 0.2 };
const count = (assigned: Uint8Array, part: number) => assigned.reduce((sum, code) => sum + (code === part ? 1 : 0), 0);

describe('sequentialSplit', () => {
  it('keeps the order train, validation, test', () => {
    expect([...sequentialSplit({ rows: 10, ratios })]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 2, 2]);
  });
});

describe('randomSplit', () => {
  it('has exact sizes and repeats per seed', () => {
    const split = randomSplit({ rows: 1001, ratios, seed: 4 });
    expect([count(split, 0), count(split, 1), count(split, 2)]).toEqual([701, 100, 200]);
    expect(randomSplit({ rows: 1001, ratios, seed: 4 })).toEqual(split);
    expect(randomSplit({ rows: 1001, ratios, seed: 5 })).not.toEqual(split);
  });

  it('keeps the test rows when only the validation share changes', () => {
    const testRows = (validation: number) =>
      [...randomSplit({ rows: 500, ratios: { train: 0.8 - validation, validation, test: 0.2 }, seed: 1 })].map(
        (code) => code === 2,
      );
    expect(testRows(0.1)).toEqual(testRows(0.3));
  });

  it('spreads the test rows over the table', () => {
    const split = randomSplit({ rows: 10_000, ratios, seed: 2 });
    for (let at = 0; at < 10; at++)
      expect(Math.abs(count(split.subarray(at * 1000, at * 1000 + 1000), 2) - 200)).toBeLessThan(50);
  });
});

describe('stratifiedSplit', () => {
  it('gives every class its share within a row, and rare classes stay in train', () => {
    const codes = Int32Array.from({ length: 1000 }, (_, i) => (i < 3 ? 3 : i % 10 === 0 ? 1 : i === 5 ? 2 : 0));
    const split = stratifiedSplit({ codes, ratios, seed: 9 });
    const table = [0, 1, 2, 3].map((code) =>
      [0, 1, 2].map((part) => codes.reduce((sum, c, row) => sum + (c === code && split[row] === part ? 1 : 0), 0)),
    );
    table.forEach(([train, validation, test]) => {
      const rows = train! + validation! + test!;
      expect(Math.abs(test! - rows * 0.2)).toBeLessThanOrEqual(1);
      expect(Math.abs(validation! - rows * 0.1)).toBeLessThanOrEqual(1);
      expect(train).toBeGreaterThanOrEqual(1);
    });
    expect(Math.abs(count(split, 2) - 200)).toBeLessThanOrEqual(1);
  });

  it('leaves train empty when it has no share', () => {
    const split = stratifiedSplit({
      codes: [0, 0, 0, 1, 1],
      ratios: { train: 0, validation: 0.5, test: 0.5 },
      seed: 1,
    });
    expect(count(split, 0)).toBe(0);
  });
});

describe('splitRows', () => {
  it('writes a receipt with counts per class and warnings that name the class', () => {
    const codes = Int32Array.from({ length: 200 }, (_, i) => (i === 0 ? 1 : 0));
    const { assigned, receipt } = splitRows({
      way: { strategy: 'stratified' },
      rows: 200,
      ratios,
      seed: 3,
      target: { codes, classes: ['no', 'yes'] },
    });
    expect(splitReceiptSchema.parse(receipt)).toEqual(receipt);
    expect(receipt.perClass?.yes).toEqual({ train: 1, validation: 0, test: 0 });
    expect(receipt.counts.train + receipt.counts.validation + receipt.counts.test).toBe(assigned.length);
    const codesSeen = receipt.warnings.map((warning) => warning.code);
    expect(codesSeen).toContain('uneven-classes');
    expect(codesSeen.filter((code) => code === 'class-missing')).toHaveLength(2);
    expect(receipt.warnings.find((warning) => warning.code === 'tiny-part')?.message).toContain('Only 20 rows');
  });

  it('names a target of one class', () => {
    const { receipt } = splitRows({
      way: { strategy: 'random' },
      rows: 100,
      ratios,
      seed: 3,
      target: { codes: new Int32Array(100), classes: ['a'] },
    });
    expect(receipt.warnings.map((warning) => warning.code)).toContain('one-class');
  });

  it('refuses ratios that make no split', () => {
    expect(() =>
      splitRows({ way: { strategy: 'random' }, rows: 10, ratios: { train: 1, validation: -1, test: 1 }, seed: 1 }),
    ).toThrow('expected shares');
    expect(() => splitRows({ way: { strategy: 'stratified' }, rows: 10, ratios, seed: 1 })).toThrow(
      'expected a class per row',
    );
  });
});
