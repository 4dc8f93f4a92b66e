import { describe, expect, it } from 'vitest';
import { type ScoredColumn, targetScore } from './target-score';

const rows = 400;
const codes = Int32Array.from({ length: rows }, (_, row) => row % 2);
const binary = { kind: 'class', codes, classes: 2 } as const;
const numbers = (value: (row: number) => number): ScoredColumn => ({
  kind: 'number',
  values: Float64Array.from({ length: rows }, (_, row) => value(row)),
});
const texts = (value: (row: number) => string | null): ScoredColumn => ({
  kind: 'text',
  values: Array.from({ length: rows }, (_, row) => value(row)),
});

describe('targetScore', () => {
  it('finds columns that tell the answer, whichever way round', () => {
    expect(
      targetScore(
        numbers((row) => row % 2),
        binary,
      ),
    ).toBe(1);
    expect(
      targetScore(
        numbers((row) => -(row % 2)),
        binary,
      ),
    ).toBe(1);
    expect(
      targetScore(
        texts((row) => (row % 2 === 0 ? 'a' : 'b')),
        binary,
      ),
    ).toBe(1);
    expect(
      targetScore(
        numbers((row) => (row % 2 === 0 ? Number.NaN : 5)),
        binary,
      ),
    ).toBe(1);
  });

  it('is not taken in by ids, constants and noise', () => {
    expect(
      targetScore(
        texts((row) => `id-${row}`),
        binary,
      ),
    ).toBe(0.5);
    expect(
      targetScore(
        numbers(() => 3),
        binary,
      ),
    ).toBe(0.5);
    expect(
      targetScore(
        numbers((row) => (row * 7919) % 101),
        binary,
      ),
    ).toBeLessThan(0.6);
  });

  it('scores classes by accuracy and numbers by R²', () => {
    const three = { kind: 'class', codes: codes.map((_, row) => row % 3), classes: 3 } as const;
    expect(
      targetScore(
        numbers((row) => (row % 3) * 10),
        three,
      ),
    ).toBe(1);
    expect(
      targetScore(
        texts((row) => `id-${row}`),
        three,
      ),
    ).toBeLessThan(0.5);
    const target = { kind: 'number', values: Float64Array.from({ length: rows }, (_, row) => row) } as const;
    expect(
      targetScore(
        numbers((row) => 5 - 2 * row),
        target,
      ),
    ).toBeCloseTo(1, 12);
    expect(
      targetScore(
        texts((row) => `id-${row}`),
        target,
      ),
    ).toBeLessThan(0.1);
  });

  it('gives no score without two classes', () => {
    expect(
      targetScore(
        numbers((row) => row),
        { kind: 'class', codes: new Int32Array(rows), classes: 2 },
      ),
    ).toBeNull();
  });
});
