import { describe, expect, it } from 'vitest';
import type { TrainingRows } from '../../runtimes/model-runtime';
import { holdOut } from './hold-out';

const rows = 200;
const count = Float64Array.from({ length: rows }, (_, row) => row);
const table: TrainingRows = {
  rows,
  features: [
    { name: 'x', kind: 'number', values: count },
    { name: 'city', kind: 'category', values: Array.from(count, String) },
    { name: 'image', kind: 'vector', width: 2, values: Float32Array.from({ length: 2 * rows }, (_, at) => at) },
  ],
  target: { kind: 'number', values: count },
  weights: count,
  time: BigInt64Array.from({ length: rows }, (_, row) => BigInt(row)),
  series: Array.from(count, String),
  order: count,
};

describe('rows held out to stop by', () => {
  it('take all that is known of them along', () => {
    const { train, validation } = holdOut(table, 7);
    if (validation === null) throw new Error('no row was held out');
    expect(train.rows + validation.rows).toBe(rows);
    for (const part of [train, validation]) {
      const numbers = [...(part.order ?? [])];
      expect(numbers).toHaveLength(part.rows);
      expect([...part.features[0]!.values]).toEqual(numbers);
      expect([...part.features[1]!.values]).toEqual(numbers.map(String));
      expect([...part.features[2]!.values]).toEqual(numbers.flatMap((row) => [2 * row, 2 * row + 1]));
      expect([...(part.weights ?? [])]).toEqual(numbers);
      expect([...(part.time ?? [])].map(Number)).toEqual(numbers);
      expect(part.series).toEqual(numbers.map(String));
    }
  });
});
