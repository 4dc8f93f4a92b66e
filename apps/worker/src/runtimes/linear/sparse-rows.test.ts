import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { columnMoments, standardised } from '../numeric-features';
import { logisticObjective } from './logistic-objective';
import { sparseRows } from './sparse-rows';

describe('rows without their zeros', () => {
  const random = createRandom(5);
  const rows = 5000;
  const columns = Array.from({ length: 220 }, (_, at) =>
    Float64Array.from({ length: rows }, () => (at !== 7 && random.int(30) === 0 ? random.normal() : 0)),
  );
  const dense = { rows, names: columns.map((_, at) => `x${at}`), columns };
  const moments = columnMoments(columns, { weights: null });

  it.each([1, 4])('give the loss and the gradient of the full matrix: %i functions', (outputs) => {
    const sparse = sparseRows(dense, moments);
    if (sparse === null) throw new Error('these rows are sparse');
    const width = columns.length;
    const codes = Int32Array.from({ length: rows }, () => random.int(Math.max(2, outputs)));
    const weights = Float64Array.from({ length: rows }, () => random.int(3));
    const shared = { width, codes, weights, intercept: true };
    const point = Float64Array.from({ length: outputs * width + outputs }, () => random.normal());
    const [full, short] = [new Float64Array(point.length), new Float64Array(point.length)];
    const whole = logisticObjective({ ...shared, matrix: standardised(dense, moments) }, outputs, null)(point, full);
    const found = logisticObjective({ ...shared, matrix: sparse }, outputs, null)(point, short);
    expect(found / whole).toBeCloseTo(1, 12);
    full.forEach((slope, at) => {
      expect(Math.abs(slope - (short[at] ?? Number.NaN)), `slope ${at}`).toBeLessThan(1e-11);
    });
  });

  it('are not made of small tables and full ones', () => {
    expect(sparseRows({ ...dense, rows: 100 }, moments)).toBeNull();
    const full = columns.map((column) => column.map((value) => value + 1));
    expect(sparseRows({ ...dense, columns: full }, moments)).toBeNull();
  });
});
