import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FeatureColumn } from '../model-runtime';
import { binCodes, learnBinnings, splittableFeatures } from './binned-table';
import { codedTable, codesLike } from './coded-table';
import { randomTable } from './random-table';

describe('the coded table', () => {
  it('has the codes of the plain binner, chunk ends, constants and categories included', () => {
    const random = createRandom(21);
    for (const rows of [1, 50, 16_384, 20_001]) {
      const { features } = randomTable(random, 'regression', Math.min(rows, 400));
      const wide = features.map(
        (feature): FeatureColumn =>
          feature.kind === 'number'
            ? { ...feature, values: Float64Array.from({ length: rows }, (_, at) => feature.values[at % 400] ?? 0) }
            : { name: feature.name, kind: 'category', values: Array.from({ length: rows }, (_, at) => String(at % 5)) },
      );
      const all: FeatureColumn[] = [...wide, { name: 'same', kind: 'number', values: new Float64Array(rows).fill(3) }];
      const binnings = learnBinnings(all, 255);
      const options = { features: all, binnings, rows };
      const coded = codedTable(options);
      const plain = binCodes(all, binnings, rows);
      const used = splittableFeatures(plain, all.length, rows);
      const codes = new Uint8Array(used.length * rows);
      used.forEach((feature, at) => {
        codes.set(plain.subarray(feature * rows, (feature + 1) * rows), at * rows);
      });
      expect(coded.used).toEqual(used);
      expect(Buffer.compare(coded.codes, codes)).toBe(0);
      const other = codesLike(coded, options);
      expect(Buffer.compare(other, codes)).toBe(0);
      expect(codes.length).toBeLessThan(plain.length);
    }
  });
});
